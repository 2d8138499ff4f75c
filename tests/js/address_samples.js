/**
 * Prints random experiments, a line of JSON each: the address that the page writes, and what it asks
 * the server for. Takes a file with the catalog, the number of experiments, and a seed.
 */

import { readFileSync } from "node:fs";
import { argv, stdout } from "node:process";
import { readAddress, writeAddress } from "../../static/js/state/address.js";
import { completeExperiment, toRequest } from "../../static/js/state/experiment.js";
import { addIntervention } from "../../static/js/state/interventions.js";
import { FIRST_MAP } from "../../static/js/state/map_settings.js";
import { createExperiments } from "./random_experiments.js";

/** @type {import("../../static/js/types.js").Catalog} */
const catalog = JSON.parse(readFileSync(argv[2], "utf8"));
const { below, patchOf, pick } = createExperiments(catalog, Number(argv[4]));

const LESSON = { place: "nudge", is_away: true, predicted: { zeros: "alike" } };
const VIEW = Object.freeze({
  epoch: 3,
  playing: true,
  tab: { name: "depth", settings: { width: 50 } },
  chosen: { run: 0, layer_index: 1, neuron: 2, from: null },
  speed: 2,
  presenting: true,
  exercise: "part_the_clones",
  map: { ...FIRST_MAP, seeds: 3, color: "distinct" },
  measured: ["signal"],
});

/** @param {string} name */
const value = (name) => (name === "value" ? 10 ** below(4) / 8 : below(name === "ulps" ? 9 : 12));

/** A change, at a place that the experiment may or may not have. */
function changeOf() {
  const { name, parameters } = pick(catalog.actions);
  const told = parameters.map((each) => [
    each.name,
    each.kind === "boolean" ? below(2) === 0 : value(each.name) + (each.minimum ?? 0),
  ]);
  const run = below(2) === 0 ? {} : { run: below(3) };
  return { action: name, epoch: below(120), ...run, ...Object.fromEntries(told) };
}

for (let i = 0; i < Number(argv[3]); i += 1) {
  /** @type {import("../../static/js/types.js").Intervention[]} */
  let interventions = [];
  for (let j = below(4); j > 0; j -= 1) {
    interventions = addIntervention(interventions, changeOf());
  }
  const written = completeExperiment(catalog, { ...patchOf(), interventions });
  const view = below(2) === 0 ? {} : VIEW;
  const lesson = below(2) === 0 ? null : LESSON;
  const address = writeAddress(catalog, written, view, lesson);
  const { experiment, ignored } = readAddress(catalog, address);
  if (ignored.length > 0) throw new Error(ignored.join("\n"));
  // What is recorded is the page's own affair.
  const request = { ...toRequest(catalog, experiment), record: undefined };
  stdout.write(`${JSON.stringify({ address, request })}\n`);
}
