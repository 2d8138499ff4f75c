/** The neuron, and the weight into it, that are looked at closer, with what is recorded of them. */

import { commonRanges, frameAt } from "../../drawing/network/pictures.js";
import { clampSelection } from "../../state/selection.js";

/** @typedef {import("../../types.js").State} State */

/**
 * @typedef {object} Chosen
 * @property {import("../../types.js").Result} result
 * @property {number} run its index among the lanes of the result
 * @property {import("../../types.js").LaneResult} lane
 * @property {number} frame_index of the epoch shown; of the last one before the run diverged
 * @property {number} epoch
 * @property {import("../../types.js").LayerFrame} layer
 * @property {number} layer_index
 * @property {number} neuron
 * @property {number | null} from what the chosen weight leads from
 * @property {readonly import("../../drawing/scale.js").Interval[]} ranges of the weights of each
 *   layer, common to all lanes
 */

/**
 * @param {State} state
 * @returns {Chosen | null} null where no neuron is chosen, or nothing is computed of it
 */
export function chosenOf(state) {
  const { result, frame } = state;
  const { run, layer_index, neuron, from = null } = clampSelection(state);
  const lane = result?.lanes[run];
  if (!result || !lane || neuron === null) return null;
  const at = frameAt(lane, frame);
  const layer = at?.frame.layers[layer_index];
  if (!at || !layer || layer.weights.length === 0) return null;
  return {
    result,
    run,
    lane,
    frame_index: at.index,
    epoch: at.frame.epoch,
    layer,
    layer_index,
    neuron,
    from,
    ranges: commonRanges(result),
  };
}
