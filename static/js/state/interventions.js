/** Changes made by hand while a network trains, as a list in the order of their epochs. */

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").Intervention} Intervention */

/** Actions of which a later one at the same place and epoch takes the place of the earlier. */
const REPLACING = Object.freeze(["set_weight", "set_bias", "set_learning_rate"]);

/** What says where a change is made, beside its epoch, run and action. */
const PLACE = Object.freeze(["layer_index", "from", "neuron"]);

/**
 * @param {readonly Intervention[]} list
 * @param {Intervention} one comes after those of its epoch
 * @returns {Intervention[]}
 */
export function addIntervention(list, one) {
  const earlier = list.filter(({ epoch }) => epoch <= one.epoch);
  const later = list.filter(({ epoch }) => epoch > one.epoch);
  const last = earlier.at(-1);
  const kept = last !== undefined && replaces(one, last) ? earlier.slice(0, -1) : earlier;
  return [...kept, one, ...later];
}

/**
 * @param {Intervention} one
 * @param {Intervention} before
 */
function replaces(one, before) {
  return (
    REPLACING.includes(one.action) &&
    ["epoch", "action", "run", ...PLACE].every((name) => one[name] === before[name])
  );
}

/**
 * The changes after a run was copied to the place behind it, with all that was done to it.
 * @param {readonly Intervention[]} list
 * @param {number} run
 * @returns {Intervention[]}
 */
export function forkInterventions(list, run) {
  return list.flatMap((one) => {
    if (one.run === undefined || one.run < run) return [one];
    const next = { ...one, run: one.run + 1 };
    return one.run === run ? [one, next] : [next];
  });
}

/**
 * The changes after a run was taken away, with what was done to it.
 * @param {readonly Intervention[]} list
 * @param {number} run
 * @returns {Intervention[]}
 */
export function withoutRun(list, run) {
  return list.flatMap((one) => {
    if (one.run === undefined || one.run < run) return [one];
    return one.run === run ? [] : [{ ...one, run: one.run - 1 }];
  });
}

/**
 * Whether an experiment has the epoch, the run, the layer and the neurons of a change: it may have
 * been made before the network got fewer.
 * @param {Catalog | null} catalog
 * @param {ExperimentState} experiment
 * @param {Intervention} one
 */
export function fits(catalog, experiment, one) {
  if (one.epoch > experiment.epochs || (one.run ?? 0) >= experiment.runs.length) return false;
  if (typeof one.layer_index !== "number") return true;
  const widths = widthsOf(catalog, experiment);
  const [fan_in, fan_out] = widths.slice(one.layer_index, one.layer_index + 2);
  /** @param {unknown} index @param {number | undefined} count */
  const has = (index, count) => typeof index !== "number" || index < (count ?? 0);
  return has(one.from, fan_in) && has(one.neuron, fan_out) && has(one.to, fan_out);
}

/**
 * @param {Catalog | null} catalog
 * @param {ExperimentState} experiment
 * @returns {number[]} inputs, neurons of each hidden layer, outputs
 */
function widthsOf(catalog, { dataset, hidden_layers }) {
  const entry = catalog?.datasets.find(({ name }) => name === dataset.name);
  // Data of one's own tell their size to the server alone.
  const inputs = entry?.input_size || Infinity;
  const outputs = entry === undefined ? Infinity : entry.classes > 2 ? entry.classes : 1;
  return [inputs, ...hidden_layers, outputs];
}

/**
 * The first epoch at which two lists of changes lead to other numbers.
 * @param {readonly Intervention[]} before
 * @param {readonly Intervention[]} after
 * @returns {number} Infinity where they are the same
 */
export function sharedUntil(before, after) {
  const told = [before, after].map((list) => list.map((one) => JSON.stringify(one)));
  let same = 0;
  while (same < told[0].length && told[0][same] === told[1][same]) same += 1;
  return Math.min(before[same]?.epoch ?? Infinity, after[same]?.epoch ?? Infinity);
}
