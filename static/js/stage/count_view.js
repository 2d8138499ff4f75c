/** How many neurons of each hidden layer the eye tells apart, through the epochs up to now. */

import { createCanvasView } from "../drawing/canvas_view.js";
import { countScales, drawCountChart } from "../drawing/charts/count_chart.js";
import { inside, nearestIndex } from "../drawing/network/pick.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("../types.js").LaneResult} LaneResult */

/**
 * @typedef {object} CountProps
 * @property {LaneResult} lane
 * @property {readonly number[]} epochs recorded so far
 * @property {number} frame_index
 * @property {number} total epochs of the whole run
 * @property {number} height px
 */

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<CountProps>}
 */
export function createCountView(host, callbacks = {}) {
  const counts = createCounts();
  const view = createCanvasView(host, callbacks, {
    label: (/** @type {CountProps} */ props) => countLabel(props, counts(props.lane)),
    depends: ({ lane, epochs, frame_index, total, height }) => [
      lane.frames,
      epochs.length,
      frame_index,
      total,
      height,
    ],
    draw(surface, props, theme) {
      const width = surface.width();
      if (!surface.begin(width, props.height) || props.epochs.length === 0) return;
      drawCountChart(surface.ctx, chartOf(props, counts(props.lane)), width, theme);
    },
    describe(x, y, props, width) {
      const { plot, x: scale } = countScales(chartOf(props, counts(props.lane)), width);
      if (!inside(plot, x, y)) return null;
      const shown = props.epochs.slice(0, props.frame_index + 1);
      const index = nearestIndex(shown.map(scale), x);
      return `epoch ${props.epochs[index]}: ${layerWords(props.lane, index)}`;
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/**
 * @param {CountProps} props
 * @param {number[][]} counts
 * @returns {import("../drawing/charts/count_chart.js").CountChart}
 */
function chartOf({ lane, epochs, frame_index, total, height }, counts) {
  const widths = lane.frames[0]?.layers.slice(0, -1).map(({ fan_out }) => fan_out) ?? [];
  const index = Math.max(0, Math.min(frame_index, epochs.length - 1));
  return { epochs, counts, widths, index, total, height };
}

/**
 * Counts of a lane, one list for each hidden layer, grown as frames arrive.
 * @returns {(lane: LaneResult) => number[][]}
 */
function createCounts() {
  /** @type {LaneResult["frames"] | null} */
  let frames = null;
  /** @type {number[][]} */
  let counts = [];
  return (lane) => {
    if (lane.frames !== frames) counts = [];
    frames = lane.frames;
    for (let i = counts[0]?.length ?? 0; i < frames.length; i++) {
      frames[i]?.layers.slice(0, -1).forEach((layer, hidden) => {
        counts[hidden] ??= [];
        counts[hidden][i] = layer.visibly_distinct;
      });
    }
    return counts;
  };
}

/**
 * "layer 1: 1, layer 2: 5".
 * @param {number[][]} counts
 * @param {number} index
 */
function countWords(counts, index) {
  return counts
    .map((layer, i) => `layer ${i + 1}: ${layer[Math.min(index, layer.length - 1)]}`)
    .join(", ");
}

/**
 * "layer 1: 5 of 8 look different, effective rank 3.21", a line for each hidden layer.
 * @param {LaneResult} lane
 * @param {number} index
 */
function layerWords({ frames }, index) {
  const layers = frames[index]?.layers.slice(0, -1) ?? [];
  return layers
    .map(({ layer_index, visibly_distinct, fan_out, effective_rank }) => {
      const rank =
        effective_rank === null ? "" : `, effective rank ${formatNumber(effective_rank)}`;
      return `layer ${layer_index + 1}: ${visibly_distinct} of ${fan_out} look different${rank}`;
    })
    .join("\n");
}

/**
 * @param {CountProps} props
 * @param {number[][]} counts
 */
function countLabel({ lane, epochs, frame_index }, counts) {
  const name = `${lane.label}: neurons that look different, through the epochs`;
  if (counts.length === 0) return `${name}; no hidden layer`;
  const index = Math.max(0, Math.min(frame_index, epochs.length - 1));
  return `${name}; at epoch ${epochs[index]} ${countWords(counts, index)}`;
}
