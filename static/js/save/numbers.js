/** The numbers of an experiment as files, asked of the server. */

import { toRequest } from "../state/experiment.js";
import { Gone, refusal } from "../stream/stream.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").ExperimentRequest} ExperimentRequest */

/**
 * The experiment as a file and a notebook ask for it: plain numbers, and all but the pictures of
 * neurons, which are hundreds of numbers each.
 * @param {Catalog} catalog
 * @param {State} state
 * @returns {ExperimentRequest}
 */
export function numbersRequest(catalog, { experiment, instruments }) {
  if (experiment === null) throw new Error("There is no experiment yet.");
  const { record = {}, ...request } = toRequest(catalog, experiment, instruments);
  const { epochs } = record;
  return { ...request, record: { epochs, instruments, weights: true, neuron_outputs: false } };
}

/**
 * @param {"/simulate" | "/simulate.csv"} path
 * @param {ExperimentRequest} request
 * @param {AbortSignal} signal
 * @returns {Promise<Blob>}
 * @throws {Error} whose message says in words why there is no answer
 */
export async function askForFile(path, request, signal) {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(request);
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers, body, signal });
  } catch {
    throw new Gone("The server does not answer.");
  }
  if (!answer.ok) throw await refusal(answer);
  return await answer.blob();
}
