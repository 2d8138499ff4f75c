/**
 * The one popover that explains: what carries `data-term`, a name of the glossary, or `data-hint`,
 * a text of its own, or has a label that does. It comes under the pointer, on a tap and with the
 * keyboard's focus; it stays while the pointer is on it, and Escape closes it (WCAG 2.2, 1.4.13).
 */

import { GLOSSARY } from "../words/glossary.js";
import { make } from "./dom.js";

const EXPLAINED = "[data-term], [data-hint]";
/** A pointer on its way elsewhere opens nothing, and may cross the gap to the popover, ms. */
const OPEN_AFTER = 250;
const CLOSE_AFTER = 250;
/** Between the popover and what it explains, and to the window's edge, px. */
const GAP = 6;
const EDGE = 8;

/** @param {HTMLElement} popover empty and hidden */
export function createExplanation(popover) {
  /** @type {HTMLElement | null} */
  let shown = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let by_keyboard = false;

  const hide = () => {
    clearTimeout(timer);
    if (shown === null) return;
    describe(controlOf(shown), popover.id, false);
    shown = null;
    popover.hidden = true;
  };

  /** @param {HTMLElement} element */
  const show = (element) => {
    if (element === shown) return;
    hide();
    if (isWrong(element)) return;
    const content = contentOf(element);
    if (content.length === 0) return;
    shown = element;
    popover.replaceChildren(...content);
    popover.hidden = false;
    place(popover, element.getBoundingClientRect());
    describe(controlOf(element), popover.id, true);
  };
  const follow = () => {
    if (shown !== null) place(popover, shown.getBoundingClientRect());
  };

  /** @param {() => void} act @param {number} delay ms */
  const later = (act, delay) => {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (inside(popover, event.target)) {
      clearTimeout(timer);
      return;
    }
    const element = explainedAt(event.target);
    if (element !== null && element === shown) clearTimeout(timer);
    else if (element !== null) later(() => show(element), OPEN_AFTER);
    else later(hide, CLOSE_AFTER);
  });
  document.addEventListener("pointerdown", (event) => {
    by_keyboard = false;
    if (!inside(popover, event.target) && explainedAt(event.target) !== shown) hide();
  });
  document.addEventListener("click", (event) => {
    // A label clicks its control as well.
    if (shown !== null && event.target === controlOf(shown)) return;
    const element = explainedAt(event.target);
    // A button that does something else explains itself before it is pressed, not after.
    if (element?.matches(".term, label")) {
      clearTimeout(timer);
      show(element);
    } else if (!inside(popover, event.target)) hide();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (!by_keyboard || !(target instanceof HTMLElement)) return;
    const element = target.matches(EXPLAINED) ? target : labelOf(target);
    if (element === null) hide();
    else show(element);
  });
  document.addEventListener("focusout", () => {
    if (by_keyboard) hide();
  });
  document.addEventListener(
    "keydown",
    (event) => {
      by_keyboard = true;
      if (event.key !== "Escape" || shown === null) return;
      hide();
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  // An explanation would lie over what is said to be wrong.
  document.addEventListener("input", () => {
    if (shown !== null && isWrong(shown)) hide();
  });
  // What gets the focus may be scrolled into sight after it.
  addEventListener("scroll", follow, { capture: true, passive: true });
  addEventListener("resize", hide);
}

/**
 * @param {EventTarget | null} target
 * @returns {HTMLElement | null}
 */
function explainedAt(target) {
  return target instanceof Element ? target.closest(EXPLAINED) : null;
}

/**
 * @param {HTMLElement} element
 * @param {EventTarget | null} target
 */
function inside(element, target) {
  return target instanceof Node && element.contains(target);
}

/**
 * A label that explains its control.
 * @param {HTMLElement} control
 * @returns {HTMLElement | null}
 */
function labelOf(control) {
  const labels = "labels" in control ? /** @type {HTMLInputElement} */ (control).labels : null;
  const label = labels?.[0] ?? null;
  return label?.matches(EXPLAINED) ? label : null;
}

/**
 * Whether what the element explains holds something that is not allowed.
 * @param {HTMLElement} element
 */
function isWrong(element) {
  return controlOf(element).getAttribute("aria-invalid") === "true";
}

/**
 * What assistive technology is told the explanation of: of a label its control.
 * @param {HTMLElement} element
 * @returns {HTMLElement}
 */
function controlOf(element) {
  return element instanceof HTMLLabelElement ? (element.control ?? element) : element;
}

/**
 * Says to assistive technology what describes an element, beside what does so already.
 * @param {HTMLElement} element
 * @param {string} id
 * @param {boolean} on
 */
function describe(element, id, on) {
  const ids = (element.getAttribute("aria-describedby") ?? "").split(" ");
  const others = ids.filter((each) => each !== "" && each !== id);
  const now = on ? [...others, id] : others;
  if (now.length === 0) element.removeAttribute("aria-describedby");
  else element.setAttribute("aria-describedby", now.join(" "));
}

/** @param {HTMLElement} element */
function contentOf({ dataset: { term, hint } }) {
  const parts = [];
  if (term !== undefined) {
    const { word, text } = GLOSSARY[term];
    parts.push(make("strong", {}, word), make("p", {}, text));
  }
  if (hint !== undefined && hint !== "") parts.push(make("p", {}, hint));
  return parts;
}

/**
 * Below what it explains, or above where there is more room; never over it.
 * @param {HTMLElement} popover
 * @param {DOMRect} target
 */
function place(popover, target) {
  const { width, height } = popover.getBoundingClientRect();
  const is_below = target.bottom + GAP + height <= innerHeight || target.top < height + GAP;
  const x = Math.max(EDGE, Math.min(target.left, innerWidth - width - EDGE));
  const y = is_below ? target.bottom + GAP : target.top - GAP - height;
  popover.style.setProperty("--x", `${Math.round(x)}px`);
  popover.style.setProperty("--y", `${Math.round(y)}px`);
}
