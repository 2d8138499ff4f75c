/** The hidden layers: one small number for each, and buttons for one more and one fewer. */

import { NotAllowed, parseValue } from "../state/values.js";
import { make, makeButton, setText, uniqueId } from "./dom.js";
import { directionOf } from "./field.js";

/** @typedef {import("../types.js").FieldError} FieldError */
/** @typedef {import("../stream/runner.js").Pace} Pace */

/** The width of a layer added to an empty stack. */
const USUAL_WIDTH = 8;

/**
 * @param {object} options
 * @param {string} options.label
 * @param {number | null} options.most_layers
 * @param {number | null} options.most_neurons in one layer
 * @param {(widths: number[], pace: Pace) => void} options.onChange
 */
export function createWidthsControl({ label, most_layers, most_neurons, onChange }) {
  const id = uniqueId("widths");
  const error = make("p", { class: "field-error", hidden: true });
  const list = make("div", { class: "widths" });
  /** @type {number[]} */
  let widths = [];
  const remove = makeButton("\u2212", () => onChange(widths.slice(0, -1), "now"), {
    class: "square",
    "aria-label": "Remove layer",
    title: "Remove the last hidden layer",
  });
  const add = makeButton("+", () => onChange([...widths, widths.at(-1) ?? USUAL_WIDTH], "now"), {
    class: "square",
    "aria-label": "Add layer",
    title: "Add a hidden layer",
  });
  const element = make(
    "div",
    { class: "field field-widths", role: "group", "aria-labelledby": id },
    make("span", { class: "label", id }, label),
    make("div", { class: "field-row" }, remove, list, add),
    error,
  );
  /** @param {string} message */
  const say = (message) => {
    setText(error, message);
    error.hidden = message === "";
    element.classList.toggle("is-wrong", message !== "");
  };

  /** @param {number} index */
  const makeWidth = (index) => {
    const input = make("input", {
      type: "text",
      inputmode: "numeric",
      class: "number width",
      autocomplete: "off",
      "aria-label": `Neurons in layer ${index + 1}`,
    });
    /** @param {Pace} pace */
    const take = (pace) => {
      try {
        const width = readWidth(input.value, most_neurons);
        say("");
        onChange(
          widths.map((old, i) => (i === index ? width : old)),
          pace,
        );
      } catch (problem) {
        if (!(problem instanceof NotAllowed)) throw problem;
        say(`A width ${problem.message}`);
      }
    };
    input.addEventListener("input", () => take("typing"));
    input.addEventListener("change", () => take("now"));
    input.addEventListener("keydown", (event) => {
      const direction = directionOf(event.key);
      if (direction === 0) return;
      event.preventDefault();
      const width = widths[index] + direction;
      if (width < 1 || (most_neurons !== null && width > most_neurons)) return;
      input.value = String(width);
      take("sliding");
    });
    return input;
  };

  return {
    element,
    /** @param {number[]} value */
    update(value) {
      widths = value;
      while (list.children.length > value.length) list.lastElementChild?.remove();
      while (list.children.length < value.length) list.append(makeWidth(list.children.length));
      const inputs = /** @type {HTMLCollectionOf<HTMLInputElement>} */ (list.children);
      value.forEach((width, i) => {
        if (document.activeElement !== inputs[i]) inputs[i].value = String(width);
      });
      remove.disabled = value.length === 0;
      add.disabled = most_layers !== null && value.length >= most_layers;
    },
    /** @param {FieldError[]} errors */
    complain: (errors) => say(errors[0]?.message ?? ""),
  };
}

/**
 * @param {string} text
 * @param {number | null} most
 * @returns {number}
 */
function readWidth(text, most) {
  const parameter = {
    name: "width",
    kind: /** @type {const} */ ("integer"),
    default: USUAL_WIDTH,
    minimum: 1,
    maximum: most,
    exclusive_minimum: false,
    choices: [],
    step: null,
    description: "",
  };
  return /** @type {number} */ (parseValue(text, parameter));
}
