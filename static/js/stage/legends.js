/** What the colours of the networks mean, for the result that is shown. */

import { make } from "../controls/dom.js";
import { createColorLegend } from "./legend_view.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Hover} Hover */
/** @typedef {import("../types.js").Result} Result */

/** From this many classes on the output layer shows shares instead of signed numbers. */
const MANY_CLASSES = 3;

/**
 * @param {HTMLElement} host
 * @param {{catalog: Catalog, onHover: (hover: Hover) => void}} options
 * @returns {{update: (result: Result | null) => void}}
 */
export function createLegends(host, { catalog, onHover }) {
  const signed_host = make("div");
  const share_host = make("div", { hidden: true });
  host.append(signed_host, share_host);
  const signed = createColorLegend(signed_host, { onHover });
  const share = createColorLegend(share_host, { onHover });
  share.update({ table: "magnitude", low: 0, high: 1, title: "class probability" });
  return {
    update(result) {
      if (result === null) return;
      const { started, lanes } = result;
      // A layer whose outputs leave this range is coloured by its own, which stands below it.
      const is_common = lanes.every(({ config }) => staysWithin(catalog, config.activation, 1));
      const title = is_common ? "output of a neuron" : "output, or as marked \u00b1";
      signed.update({ table: "diverging", low: -1, high: 1, title });
      share_host.hidden =
        started.output.activation !== "softmax" || started.dataset.classes < MANY_CLASSES;
    },
  };
}

/**
 * Whether no output of an activation is larger than a limit.
 * @param {Catalog} catalog
 * @param {string} activation
 * @param {number} limit
 */
function staysWithin({ activations }, activation, limit) {
  const range = activations.find(({ name }) => name === activation)?.range ?? null;
  return range?.every((end) => Math.abs(end) <= limit) ?? false;
}
