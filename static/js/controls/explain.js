/** Marking what can be explained: words of the glossary, and controls with a word on their use. */

import { cutAtTerms } from "../words/glossary.js";
import { make } from "./dom.js";

/**
 * A text whose words of the trade explain themselves under pointer, tap and focus.
 * @param {string} text
 * @returns {(HTMLElement | string)[]}
 */
export function explain(text) {
  return cutAtTerms(text).map((piece) =>
    piece.name === null
      ? piece.text
      : make("button", { type: "button", class: "term", "data-term": piece.name }, piece.text),
  );
}

/** @type {WeakMap<Element, string>} */
const explained = new WeakMap();

/**
 * Sets a text with its words explained, only where it differs.
 * @param {Element} element
 * @param {string} text
 */
export function setExplained(element, text) {
  if (explained.get(element) === text) return;
  explained.set(element, text);
  element.replaceChildren(...explain(text));
}
