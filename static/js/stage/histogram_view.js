/** The weights of one layer as a histogram through the epochs, the current one in front. */

import { createCached } from "../drawing/canvas.js";
import { createCanvasView } from "../drawing/canvas_view.js";
import { pickBin, ridgeFrames, shapeOf } from "../drawing/charts/bins.js";
import { drawFront, drawHistogramAxis, drawRidges } from "../drawing/charts/histogram.js";
import { inside } from "../drawing/network/pick.js";
import { frameAt } from "../drawing/network/pictures.js";
import { serialOf } from "../drawing/serial.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("../drawing/scale.js").Interval} Interval */
/** @typedef {import("../types.js").LaneResult} LaneResult */

/**
 * @typedef {object} HistogramProps
 * @property {LaneResult} lane
 * @property {number} layer_index
 * @property {number} frame_index
 * @property {Interval} range common to all lanes for this layer (`weightRanges`)
 * @property {readonly number[]} epochs recorded so far
 * @property {number} [total] epochs of the whole run
 * @property {number} [height] px
 */

const HEIGHT = 140;
const SIDE = 8;

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<HistogramProps>}
 */
export function createHistogramView(host, callbacks = {}) {
  const cached = createCached();
  const view = createCanvasView(host, callbacks, {
    label: histogramLabel,
    depends: (/** @type {HistogramProps} */ props) => [
      props.lane.frames,
      frameAt(props.lane, props.frame_index)?.frame,
      props.layer_index,
      props.total,
      props.height,
      ...props.range,
    ],
    draw(surface, props, theme) {
      const { lane, layer_index, range, epochs } = props;
      const width = surface.width();
      const height = props.height ?? HEIGHT;
      const at = frameAt(lane, props.frame_index);
      if (!surface.begin(width, height) || !at) return;
      const box = boxOf(width, height);
      const total = props.total ?? epochs[epochs.length - 1];
      const ridges = ridgeFrames(epochs, at.index, total);
      const which = serialOf(lane.frames);
      const key = [which, layer_index, range, ridges.length, theme.version].join("|");
      const place = { key, box: { x: 0, y: 0, width, height }, ratio: surface.ratio() };
      cached.draw(surface.ctx, place, (ctx) => {
        const shapes = ridges.flatMap(({ index, slot }) => {
          const layer = lane.frames[index]?.layers[layer_index];
          return layer ? [{ shape: shapeOf(layer, range), slot }] : [];
        });
        drawRidges(ctx, box, shapes, range, theme);
        drawHistogramAxis(ctx, box, range, theme);
      });
      drawFront(surface.ctx, box, shapeOf(at.frame.layers[layer_index], range), range, theme);
    },
    describe(x, y, props, width) {
      const box = boxOf(width, props.height ?? HEIGHT);
      const layer = frameAt(props.lane, props.frame_index)?.frame.layers[props.layer_index];
      if (!layer || !inside(box, x, y)) return null;
      const shape = shapeOf(layer, props.range);
      if (shape.single !== null) {
        return `all ${layer.weights.length} weights are ${formatNumber(shape.single)}`;
      }
      const { from, to, count } = pickBin(box, shape, props.range, x);
      const span = `${formatNumber(from)} to ${formatNumber(to)}`;
      return `${count} of ${layer.weights.length} weights in ${span}`;
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/**
 * @param {number} width
 * @param {number} height
 */
function boxOf(width, height) {
  return { x: SIDE, y: 2, width: width - 2 * SIDE, height: height - 4 };
}

/** @param {HistogramProps} props */
function histogramLabel({ lane, layer_index, frame_index }) {
  const frame = frameAt(lane, frame_index)?.frame;
  const name = `${lane.label}: weights into layer ${layer_index + 1}`;
  if (!frame) return `${name}, nothing computed yet`;
  const { min, max, mean, std } = frame.layers[layer_index].weight_stats;
  const spread =
    min === max
      ? `all equal to ${formatNumber(min)}`
      : `mean ${formatNumber(mean)}, standard deviation ${formatNumber(std)}, ` +
        `from ${formatNumber(min)} to ${formatNumber(max)}`;
  return `${name} at epoch ${frame.epoch}: ${spread}`;
}
