/** Signals and gradients of a model at its start, layer by layer, and where they are from. */

import { make } from "../controls/dom.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("../wire_types.js").Growth} Growth */

const SOURCES = {
  measured:
    "Measured here, in your browser, with these very weights and biases: standard normal inputs " +
    "sent forward, standard normal gradients sent back.",
  estimated: "Estimated by the server from the weights' moments.",
};

/**
 * @param {Growth} growth
 * @param {string} activation its label
 * @returns {HTMLElement}
 */
export function signalsTable(growth, activation) {
  const rows = growth.layers.map(({ name, signal, gradient }) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, name),
      make("td", { class: "is-number" }, formatNumber(signal)),
      make("td", { class: "is-number" }, formatNumber(gradient)),
    ),
  );
  const heads = ["Layer", "Signal", "Gradient"].map((text) => make("th", { scope: "col" }, text));
  const factors =
    `Per layer the signal changes by a factor of ${formatNumber(growth.signal_factor)}, the ` +
    `gradient on its way back by ${formatNumber(growth.gradient_factor)}.`;
  const loss =
    growth.loss === null || growth.chance === null
      ? ""
      : ` Cross-entropy before the first step: ${formatNumber(growth.loss)}; equal probabilities ` +
        `have ${formatNumber(growth.chance)}.`;
  return make(
    "section",
    { "aria-label": "Signals at the start" },
    make("h3", {}, `Signals at the start, with ${activation}`),
    make("p", {}, SOURCES[growth.source]),
    make(
      "table",
      { class: "check-table check-signals" },
      make(
        "caption",
        { class: "check-aside" },
        "Root mean squares: of the pre-activations, and of the gradients there, those of the last " +
          "layer being 1",
      ),
      make("thead", {}, make("tr", {}, ...heads)),
      make("tbody", {}, ...rows),
    ),
    make("p", {}, factors + loss),
  );
}
