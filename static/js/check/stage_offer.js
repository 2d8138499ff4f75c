/** Offering to open a model on the stage: what that sends is said before, and decided by a click. */

import { make, makeButton } from "../controls/dom.js";
import { denseChain } from "./dense_chain.js";
import { count, datasetFor, whyNotOnStage } from "./open_model.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../wire_types.js").Identified} Identified */
/** @typedef {import("./dense_chain.js").DenseLayer} DenseLayer */

/**
 * @param {Catalog} catalog
 * @param {Identified} answer
 * @param {(layers: DenseLayer[]) => void} onOpen
 * @returns {HTMLElement}
 */
export function stageOffer(catalog, answer, onOpen) {
  const { layers, reason } = denseChain(answer);
  const refusal = layers === null ? reason : whyNotOnStage(catalog, layers);
  const heading = make("h3", {}, "On the stage");
  const section = make("section", { "aria-label": "On the stage" }, heading);
  if (layers === null || refusal !== null) {
    section.append(make("p", {}, `This model cannot be opened on the stage: ${refusal}.`));
    return section;
  }
  const [inputs, outputs] = [layers[0].fan_in, layers[layers.length - 1].fan_out];
  const data = datasetFor(catalog, inputs, outputs);
  const known = catalog.datasets.find(({ name }) => name === data?.name)?.label;
  const on = data?.is_drawn
    ? `points drawn at random, ${inputs} numbers each, as no data of the page has this size`
    : `the data ${known}`;
  section.append(
    make(
      "p",
      {},
      "The stage trains this network from its very weights, beside the same laws drawn anew (where a " +
        `layer has no law, one that suits the activation), on ${on}. For that, and only for that, the weights leave your machine: all ${count(layers).toLocaleString("en")} ` +
        "weights and biases are sent to this server, as an experiment. It keeps the result for a " +
        "while, and does not write it down.",
    ),
    makeButton("Send the weights and open the stage", () => onOpen(layers)),
  );
  return section;
}
