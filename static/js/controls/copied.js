/** A text to be copied, with its button. */

import { copyText } from "../state/clipboard.js";
import { make, makeButton, setText, uniqueId } from "./dom.js";

/**
 * A control below its label.
 * @param {string} label
 * @param {HTMLElement} control
 */
export function named(label, control) {
  control.id = uniqueId("named");
  return make("div", { class: "studio-field" }, make("label", { for: control.id }, label), control);
}

/**
 * @param {string} label
 * @param {number} [rows] lines of it that are in sight
 */
export function createCopied(label, rows = 2) {
  const text = make("textarea", { readonly: true, rows, spellcheck: "false" });
  const copy = makeButton("Copy", async () => {
    const copied = await copyText(text.value);
    if (!copied) text.select();
    setText(said, copied ? "Copied" : "Marked: copy it with the keyboard");
  });
  copy.setAttribute("aria-label", `Copy: ${label}`);
  const said = make("span", { role: "status", class: "studio-said" });
  return {
    element: make("div", { class: "studio-copied" }, named(label, text), copy, said),
    /** @param {string} value */
    set(value) {
      text.value = value;
      setText(said, "");
    },
  };
}
