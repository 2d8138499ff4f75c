/** Presentation: large type, the networks and the transport alone. */

/**
 * @param {HTMLButtonElement} button says whether it is on
 * @param {import("../state/store.js").Store<import("../types.js").State>} store
 */
export function createPresentation(button, store) {
  const page = document.documentElement;
  const isOn = () => store.get().presenting;
  const toggle = () => store.set({ presenting: !isOn() });
  button.addEventListener("click", toggle);
  return {
    toggle,
    isOn,
    leave: () => store.set({ presenting: false }),
    /** @param {import("../types.js").State} state */
    update({ presenting }) {
      if (page.classList.contains("is-presenting") === presenting) return;
      page.classList.toggle("is-presenting", presenting);
      button.setAttribute("aria-pressed", String(presenting));
      button.textContent = presenting ? "End" : "Present";
      // The stage divides the room anew.
      dispatchEvent(new Event("resize"));
    },
  };
}
