/** The weights into one neuron, or one of them, through the epochs up to the shown one. */

import { createCanvasView } from "../../drawing/canvas_view.js";
import { drawWeightLines, weightScales } from "../../drawing/charts/weight_lines.js";
import { inside, nearestIndex } from "../../drawing/network/pick.js";
import { sourceName } from "../../drawing/network/words.js";
import { formatNumber } from "../../words/format.js";

/** @typedef {import("./chosen.js").Chosen} Chosen */
/** @typedef {import("../../drawing/charts/weight_lines.js").WeightChart} WeightChart */

const HEIGHT = 140;
/** More lines than this are a grey area: the strongest are drawn. */
const MOST_LINES = 32;

/**
 * @param {HTMLElement} host
 * @param {import("../../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../../types.js").View<Chosen>}
 */
export function createHistoryView(host, callbacks = {}) {
  const view = createCanvasView(host, callbacks, {
    label: historyLabel,
    depends: (/** @type {Chosen} */ { layer, neuron, from, ranges, result }) => [
      layer,
      neuron,
      from,
      `${ranges}`,
      result.started,
    ],
    draw(surface, chosen, theme) {
      const width = surface.width();
      if (!surface.begin(width, HEIGHT)) return;
      drawWeightLines(surface.ctx, chartOf(chosen), { width, height: HEIGHT }, theme);
    },
    describe(x, y, chosen, width) {
      const chart = chartOf(chosen);
      const scales = weightScales(chart, width, HEIGHT);
      if (!inside(scales.plot, x, y)) return null;
      const shown = chart.epochs.slice(0, chosen.frame_index + 1).map(scales.x);
      const index = nearestIndex(shown, x);
      const [nearest] = chart.lines
        .map((line) => ({ ...line, off: Math.abs(scales.y(line.values[index] ?? 0) - y) }))
        .sort((a, b) => a.off - b.off);
      const value = formatNumber(nearest.values[index]);
      return `epoch ${chart.epochs[index]}: weight from ${nearest.name} ${value}`;
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/**
 * A weight at the epochs up to one.
 * @param {Pick<Chosen, "lane" | "layer" | "neuron" | "frame_index">} chosen
 * @param {number} from
 * @returns {(number | null)[]}
 */
export function weightThrough({ lane, layer, neuron, frame_index }, from) {
  const place = from * layer.fan_out + neuron;
  const frames = lane.frames.slice(0, frame_index + 1);
  return frames.map((frame) => frame?.layers[layer.layer_index]?.weights[place] ?? null);
}

/**
 * @param {Chosen} chosen
 * @returns {WeightChart}
 */
function chartOf(chosen) {
  const { result, layer, neuron, from, ranges } = chosen;
  const { started, epochs } = result;
  const size = (/** @type {number} */ i) => Math.abs(layer.weights[i * layer.fan_out + neuron]);
  const all = Array.from({ length: layer.fan_in }, (_, i) => i);
  const strongest = all.length <= MOST_LINES ? all : all.sort((a, b) => size(b) - size(a));
  const sources = strongest.slice(0, MOST_LINES);
  if (from !== null && !sources.includes(from)) sources.push(from);
  return {
    epochs,
    total: started.request.epochs,
    range: ranges[layer.layer_index],
    lines: sources.map((source) => ({
      name: sourceName(layer.layer_index, source, started.layers[0].fan_in),
      values: weightThrough(chosen, source),
      chosen: source === from,
    })),
  };
}

/** @param {Chosen} chosen */
function historyLabel(chosen) {
  const { result, layer, neuron, from, epoch } = chosen;
  const span = `from epoch 0 to ${epoch}`;
  if (from === null) return `the ${layer.fan_in} weights into this neuron, ${span}`;
  const first = weightThrough(chosen, from)[0];
  const now = formatNumber(layer.weights[from * layer.fan_out + neuron]);
  const name = sourceName(layer.layer_index, from, result.started.layers[0].fan_in);
  return `weight from ${name}, ${span}: ${formatNumber(first)} at first, now ${now}`;
}
