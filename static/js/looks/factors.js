/** A gradient as a formula: each factor a small picture and a number, what is always 0 marked. */

import { make } from "../controls/dom.js";
import { explain } from "../controls/explain.js";
import { formatLayer, formatNumber } from "../words/format.js";
import { factorOf, isNothing } from "./gradient.js";
import { createStripView } from "./strip_view.js";

/** @typedef {import("./gradient.js").Explanation} Explanation */
/** @typedef {import("./gradient.js").Factor} Factor */
/** @typedef {import("../types.js").Hover} Hover */

/** Terms of the sum over the next layer that are written out. */
const MOST_TERMS = 8;

/**
 * @param {HTMLElement} host
 * @param {(hover: Hover) => void} onHover
 */
export function createFactors(host, onHover) {
  /** @type {{destroy: () => void}[]} */
  let views = [];

  /**
   * @param {string} name
   * @param {string} symbol
   * @param {Factor} factor
   */
  const card = (name, symbol, factor) => {
    const strip = make("div", { class: "strip-canvas" });
    const view = createStripView(strip, { onHover });
    view.update({ name, factor });
    views.push(view);
    const nothing = isNothing(factor);
    const some = factor.zeros > 0 && !nothing ? `; 0 for ${factor.zeros}` : "";
    const words = nothing ? "0 for every sample" : `mean ${formatNumber(factor.mean)}${some}`;
    return make(
      "div",
      { class: nothing ? "factor is-nothing" : "factor" },
      make("span", { class: "factor-name" }, ...explain(name), " ", make("i", {}, symbol)),
      strip,
      make("span", { class: "factor-value" }, words),
    );
  };

  return {
    /**
     * @param {Explanation} explanation
     * @param {number} layer_index
     * @param {number} layer_count
     */
    show(explanation, layer_index, layer_count) {
      views.forEach((view) => view.destroy());
      views = [];
      const { gradient, activation, delta, carried, following, samples } = explanation;
      const came = layer_index === 0 ? "What comes in: input" : "What comes in: activation";
      const rows = [
        makeRow(
          makeResult("Gradient", "\u2202L/\u2202w", gradient),
          makeSign("="),
          makeSign(`mean over ${samples.length} samples of`),
          card(came, "a", activation),
          makeSign("\u00d7"),
          card("What comes back: delta", "\u03b4", delta),
        ),
      ];
      if (carried !== null) {
        rows.push(
          makeRow(
            makeResult("Delta", "\u03b4", delta.mean, isNothing(delta), "mean"),
            makeSign("="),
            ...carriedParts(explanation, carried, card),
          ),
        );
      } else {
        rows.push(
          makeRow(
            makeResult("Delta", "\u03b4", delta.mean, isNothing(delta), "mean"),
            makeSign("="),
            card("What the network answers", "y", factorOf(explanation.output ?? [])),
            makeSign("\u2212"),
            card("What it should answer", "t", factorOf(explanation.target ?? [])),
            makeSign("times a constant of the loss"),
          ),
        );
      }
      if (following !== null) {
        const name = formatLayer(layer_index + 1, layer_count);
        const next = layer_index + 1 === layer_count - 1 ? `the ${name}` : name;
        rows.push(
          makeRow(
            makeResult(
              "Carried back",
              "\u2211 w\u2032\u03b4\u2032",
              carried?.mean ?? null,
              carried !== null && isNothing(carried),
              "mean",
            ),
            makeSign(`= sum over the neurons of ${next} of`),
            makeTerms(following, samples.length),
          ),
        );
      }
      host.replaceChildren(...rows);
    },
  };
}

/**
 * What a hidden neuron's delta is made of.
 * @param {Explanation} explanation
 * @param {Factor} carried
 * @param {(name: string, symbol: string, factor: Factor) => HTMLElement} card
 */
function carriedParts({ following, slope, normalized }, carried, card) {
  const symbol = following === null ? "\u2202L/\u2202u" : "\u2211 w\u2032\u03b4\u2032";
  const parts = [card("Carried back", symbol, carried)];
  if (slope !== null) {
    parts.push(makeSign("\u00d7"), card("Slope of the activation", "f\u2032(z)", slope));
  }
  if (normalized !== null) parts.push(makeSign("taken back through the layer normalization"));
  return parts;
}

/** @param {...HTMLElement} parts */
function makeRow(...parts) {
  return make("div", { class: "equation" }, ...parts);
}

/** @param {string} text */
function makeSign(text) {
  return make("span", { class: text.length > 2 ? "sign words" : "sign" }, text);
}

/**
 * @param {string} name
 * @param {string} symbol
 * @param {number | null} value
 * @param {boolean} [nothing]
 * @param {string} [kind] "mean" where the value stands for many
 */
function makeResult(name, symbol, value, nothing = value === 0, kind = "") {
  return make(
    "div",
    { class: nothing ? "factor result is-nothing" : "factor result" },
    make("span", { class: "factor-name" }, name, " ", make("i", {}, symbol)),
    make("span", { class: "factor-number" }, formatNumber(value)),
    make("span", { class: "factor-value" }, nothing ? "exactly 0" : kind),
  );
}

/**
 * @param {NonNullable<Explanation["following"]>} terms
 * @param {number} samples
 */
function makeTerms(terms, samples) {
  const heads = ["Neuron", "weight w\u2032", "its delta \u03b4\u2032, mean"];
  const rows = terms.slice(0, MOST_TERMS).map(({ neuron, weight, delta_mean, delta_zeros }) => {
    const no_delta = delta_zeros === samples;
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, String(neuron + 1)),
      make("td", { class: weight === 0 ? "is-nothing" : "" }, formatNumber(weight)),
      make("td", { class: no_delta ? "is-nothing" : "" }, formatNumber(delta_mean)),
    );
  });
  const more = terms.length - rows.length;
  return make(
    "div",
    { class: "terms" },
    make(
      "table",
      { class: "figures" },
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, ...rows),
    ),
    ...(more > 0 ? [make("p", { class: "panel-caption" }, `and ${more} more`)] : []),
  );
}
