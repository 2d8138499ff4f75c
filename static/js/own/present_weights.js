/** The weights of a run at one of its epochs, to the last bit. */

import { toRequest } from "../state/experiment.js";
import { askForJson } from "../stream/question.js";
import { refusal } from "../stream/stream.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("./matrix_text.js").Layer} Layer */

/**
 * What the page draws with is rounded to half as many digits, which would part neurons that differ
 * by less, or join them: the server is asked for all of them.
 * @param {Catalog} catalog
 * @param {ExperimentState} experiment
 * @param {{run: number, epoch: number}} moment
 * @returns {Promise<Layer[]>}
 * @throws {Error} with why not, in words
 */
export async function askForWeights(catalog, experiment, { run, epoch }) {
  const record = { epochs: [epoch], weights: true, neuron_outputs: false };
  const body = JSON.stringify({ ...toRequest(catalog, experiment), record });
  const headers = { "Content-Type": "application/json" };
  const answer = await askForJson("/simulate", { method: "POST", headers, body }, refusal);
  const found = answer.snapshots
    .find((/** @type {{epoch: number}} */ one) => one.epoch === epoch)
    ?.runs.find((/** @type {{run: number}} */ one) => one.run === run);
  if (found === undefined) throw new Error(`The run has no weights at epoch ${epoch}.`);
  return found.layers.map((/** @type {Layer} */ { weights, bias }) => ({ weights, bias }));
}
