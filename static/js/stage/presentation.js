/** Presentation: large type, the networks and the transport alone. */

/**
 * @param {HTMLButtonElement} button says whether it is on
 * @returns {{toggle: () => void, leave: () => void, isOn: () => boolean}}
 */
export function createPresentation(button) {
  const page = document.documentElement;
  /** @param {boolean} on */
  const set = (on) => {
    page.classList.toggle("is-presenting", on);
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "End" : "Present";
    // The stage divides the room anew.
    dispatchEvent(new Event("resize"));
  };
  const isOn = () => page.classList.contains("is-presenting");
  const toggle = () => set(!isOn());
  button.addEventListener("click", toggle);
  return {
    toggle,
    isOn,
    leave() {
      if (isOn()) set(false);
    },
  };
}
