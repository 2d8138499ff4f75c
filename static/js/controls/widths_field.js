/** The hidden layers: one field to write them in, and buttons for one more and one fewer. */

import { NotAllowed } from "../state/values.js";
import { parseWidths, writeWidths } from "../state/widths.js";
import { make, makeButton } from "./dom.js";
import { wrapField } from "./field.js";

/** @typedef {import("../types.js").FieldError} FieldError */
/** @typedef {import("../stream/runner.js").Pace} Pace */

/** The width of a layer added to an empty stack. */
const USUAL_WIDTH = 8;

const HINT = "Neurons of each layer: 8, 8, 8, or 20 x 64 for 20 layers of 64";

/**
 * @param {object} options
 * @param {string} options.label
 * @param {number | null} options.most_layers
 * @param {number | null} options.most_neurons in one layer
 * @param {(widths: number[], pace: Pace) => void} options.onChange
 */
export function createWidthsControl({ label, most_layers, most_neurons, onChange }) {
  /** @type {number[]} */
  let widths = [];
  let step = 1;
  let is_wrong = false; // what is typed, by itself; the server has not seen it
  const input = make("input", {
    type: "text",
    class: "number widths",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "none",
  });
  const remove = makeButton("\u2212", () => onChange(widths.slice(0, -step), "now"), {
    class: "square",
    "aria-label": "Remove layer",
    "data-hint": "Remove the last hidden layer",
  });
  const more = () => [...widths, ...Array(step).fill(widths.at(-1) ?? USUAL_WIDTH)];
  const add = makeButton("+", () => onChange(more(), "now"), {
    class: "square",
    "aria-label": "Add layer",
    "data-hint": "Add a hidden layer",
  });
  const { element, complain } = wrapField(label, input, HINT);
  element.classList.add("field-widths");
  const row = make("div", { class: "field-row" });
  input.replaceWith(row);
  row.append(remove, input, add);

  /** @param {Pace} pace */
  const take = (pace) => {
    try {
      const read = parseWidths(input.value, { most_layers, most_neurons });
      is_wrong = false;
      complain("");
      onChange(read, pace);
    } catch (problem) {
      if (!(problem instanceof NotAllowed)) throw problem;
      is_wrong = true;
      complain(problem.message);
    }
  };
  input.addEventListener("input", () => take("typing"));
  input.addEventListener("change", () => take("now"));

  return {
    element,
    /**
     * @param {number[]} value
     * @param {{step: number, fewest: number}} growth how many layers are added at once, and the
     *   fewest there may be
     */
    update(value, growth) {
      widths = value;
      step = growth.step;
      if (document.activeElement !== input) {
        input.value = writeWidths(value);
        if (is_wrong) complain("");
        is_wrong = false;
      }
      remove.disabled = value.length < growth.fewest + step;
      add.disabled = most_layers !== null && value.length + step > most_layers;
    },
    /** @param {FieldError[]} errors */
    complain(errors) {
      if (!is_wrong) complain(errors[0]?.message ?? "");
    },
  };
}
