/** What is chosen for the closer looks. */

/** @typedef {import("../types.js").Selection} Selection */
/** @typedef {import("../types.js").State} State */

/**
 * The selection, kept to what the shown result has.
 * @param {Pick<State, "selection" | "result">} state
 * @returns {Selection}
 */
export function clampSelection({ selection, result }) {
  if (result === null) return selection;
  const run = Math.min(selection.run, result.lanes.length - 1);
  const layer_index = Math.min(selection.layer_index, result.started.layers.length - 1);
  const most = result.started.layers[layer_index].fan_out - 1;
  const neuron = selection.neuron === null ? null : Math.min(selection.neuron, most);
  const { from = null } = selection;
  const fan_in = result.started.layers[layer_index].fan_in;
  return { run, layer_index, neuron, from: from !== null && from < fan_in ? from : null };
}
