/** The box for a formula of one's own: examples to click, and errors that point at their column. */

import { make, makeButton } from "./dom.js";
import { wrapField } from "./field.js";

/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("./field.js").FieldOptions} FieldOptions */

/** The line that courses teach, for weights of shape (fan_out, fan_in). */
export const LESSON_LINE = "np.random.randn(layer_dims[1], layer_dims[0]) * 0.01";
const COURSE_SIZES = /\blayer_dims\b/;
const TRANSPOSED =
  "Sizes in layer_dims make weights of shape (fan_out, fan_in), as in the course; the result is " +
  "transposed to ours, (fan_in, fan_out).";
/** How much of the formula is shown before and after the column of an error. */
const BEFORE = 26;
const AFTER = 14;

/**
 * @param {FieldOptions} options
 * @returns {Field}
 */
export function createFormulaField({ parameter, label, onChange }) {
  const input = make("input", {
    type: "text",
    class: "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    ...(parameter.maximum === null ? {} : { maxlength: parameter.maximum }),
  });
  const { element, complain } = wrapField(label, input, parameter.description);
  element.classList.add("field-formula");
  const note = make("p", { class: "formula-note", hidden: true }, TRANSPOSED);
  const examples = [String(parameter.default), LESSON_LINE].map((example) => {
    const offer = () => {
      show(example);
      onChange(example, "now");
    };
    return makeButton(example, offer, { class: "quiet formula-example" });
  });
  const offers = make("div", { class: "formula-examples" }, make("span", {}, "Try"), ...examples);
  // Above the error: leaving the box takes the error back, and a click must still find its button.
  input.after(note, offers);

  /** @param {string} text */
  const show = (text) => {
    if (input.value !== text) input.value = text;
    note.hidden = !COURSE_SIZES.test(text);
    for (const example of examples) example.hidden = example.textContent === text;
  };
  /** @param {import("../stream/runner.js").Pace} pace */
  const take = (pace) => {
    show(input.value);
    onChange(input.value, pace);
  };
  input.addEventListener("input", () => take("typing"));
  input.addEventListener("change", () => take("now"));

  return {
    element,
    complain: (message) => complain(pointAt(input.value, message)),
    update(value) {
      if (document.activeElement !== input) show(String(value ?? ""));
    },
  };
}

/**
 * An error of a formula with the place it speaks of above it, in a font of one width.
 * @param {string} text the formula
 * @param {string} message as the server says it
 * @returns {string} the message as it is where it names no column
 */
export function pointAt(text, message) {
  const found = /at column (\d+): ([\s\S]*)$/.exec(message);
  if (found === null) return message;
  const column = Math.min(Number(found[1]), text.length + 1);
  const start = Math.max(0, column - 1 - BEFORE);
  const head = start > 0 ? "\u2026" : "";
  const end = Math.min(text.length, column + AFTER);
  const tail = end < text.length ? "\u2026" : "";
  const excerpt = head + text.slice(start, end) + tail;
  const caret = `${" ".repeat(head.length + column - 1 - start)}^`;
  return `${excerpt}\n${caret}\nColumn ${column}: ${found[2]}`;
}
