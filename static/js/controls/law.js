/** A law's formula set as mathematics: powers raised, fans lowered, roots drawn. */

import { formulaParts } from "../words/formula.js";
import { make } from "./dom.js";

/** @typedef {import("../words/formula.js").Part} Part */

/**
 * The formula as elements; who listens hears it as it is written.
 * @param {string} formula
 * @returns {HTMLElement}
 */
export function makeFormula(formula) {
  const element = make("span", { class: "formula", role: "math", "aria-label": formula });
  element.append(...setParts(formulaParts(formula)));
  return element;
}

/**
 * @param {Part[]} parts
 * @returns {(Node | string)[]}
 */
function setParts(parts) {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case "root":
        return ["\u221a", make("span", { class: "radicand" }, ...setParts(part.parts))];
      case "raised":
        return [make("sup", {}, part.text)];
      case "lowered":
        return [make("sub", {}, part.text)];
      default:
        return [part.text];
    }
  });
}
