/** The decision surface: the network's output over the input plane, with the data. */

import { createCached } from "../drawing/canvas.js";
import { createCanvasView } from "../drawing/canvas_view.js";
import { drawBottomAxis, drawLeftAxis } from "../drawing/charts/axis.js";
import { inside, pickPoint } from "../drawing/network/pick.js";
import { frameAt, outputEncoding } from "../drawing/network/pictures.js";
import { drawPointKey, drawPoints } from "../drawing/network/points.js";
import { createTileSheet, placeTile } from "../drawing/network/tiles.js";
import { pointWords } from "../drawing/network/words.js";
import { linear, ticks } from "../drawing/scale.js";
import { serialOf } from "../drawing/serial.js";
import { fontOf } from "../drawing/theme.js";
import { formatNumber, formatPercent } from "../words/format.js";

/** @typedef {import("../drawing/network/layout.js").Box} Box */
/** @typedef {import("../drawing/theme.js").Theme} Theme */
/** @typedef {import("../drawing/network/tiles.js").Picture} Picture */
/** @typedef {import("../wire_types.js").Started} Started */
/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").LayerFrame} LayerFrame */

/**
 * @typedef {object} SurfaceProps
 * @property {Started} started
 * @property {LaneResult} lane
 * @property {number} frame_index
 */

const MARGIN = { left: 34, top: 6, bottom: 42, right: 6 };
const LARGEST_SIDE = 320;
const CLASS_GAP = 8;
const CLASS_LABEL = 16;

/**
 * One square for one output; for several a square each, in rows.
 * @param {number} width
 * @param {number} outputs
 * @returns {{boxes: Box[], height: number}}
 */
export function placeSurfaces(width, outputs) {
  if (outputs === 1) {
    const side = Math.floor(Math.min(LARGEST_SIDE, width - MARGIN.left - MARGIN.right));
    const box = { x: MARGIN.left, y: MARGIN.top, width: side, height: side };
    return { boxes: [box], height: MARGIN.top + side + MARGIN.bottom };
  }
  const cols = Math.min(outputs, Math.max(2, Math.floor(width / 110)));
  const side = Math.floor((width - (cols - 1) * CLASS_GAP) / cols);
  const boxes = Array.from({ length: outputs }, (_, i) => ({
    x: (i % cols) * (side + CLASS_GAP),
    y: CLASS_LABEL + Math.floor(i / cols) * (side + CLASS_LABEL + CLASS_GAP),
    width: side,
    height: side,
  }));
  return { boxes, height: boxes[boxes.length - 1].y + side };
}

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<SurfaceProps>}
 */
export function createSurfaceView(host, callbacks = {}) {
  const sheet = createTileSheet();
  const points = createCached();
  const view = createCanvasView(host, callbacks, {
    label: surfaceLabel,
    depends: (/** @type {SurfaceProps} */ props) => [outputOf(props), props.started],
    draw(surface, props, theme) {
      const { started } = props;
      const width = surface.width();
      const outputs = started.layers[started.layers.length - 1].fan_out;
      const { boxes, height } = placeSurfaces(width, outputs);
      const layer = outputOf(props);
      if (!surface.begin(width, height) || !layer) return;
      const { ctx } = surface;
      const picture = pictureOf(started, layer);
      const bitmap = sheet.paint(picture, theme);
      ctx.imageSmoothingQuality = "high";
      boxes.forEach((box, i) => placeTile(ctx, bitmap, picture, i, box));
      const key = `${serialOf(started)}|${theme.version}`;
      const overlay = points.get(key, width, height, surface.ratio(), (offscreen) =>
        drawOverlay(offscreen, started, boxes, theme),
      );
      ctx.drawImage(overlay, 0, 0, width, height);
    },
    describe(x, y, props, width) {
      return describeSurface(width, props, x, y);
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/**
 * @param {SurfaceProps} props
 * @returns {LayerFrame | null}
 */
function outputOf({ lane, frame_index }) {
  return frameAt(lane, frame_index)?.frame.layers.at(-1) ?? null;
}

/**
 * @param {Started} started
 * @param {LayerFrame} layer
 * @returns {Picture}
 */
function pictureOf(started, layer) {
  const { rows, cols, kind } = started.probe;
  return {
    values: layer.neuron_outputs,
    rows,
    cols,
    tiles: layer.fan_out,
    encoding: outputEncoding(started, layer),
    smooth: kind === "grid",
  };
}

/**
 * Frames, axes and data: what training does not change.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Started} started
 * @param {readonly Box[]} boxes
 * @param {Theme} theme
 */
function drawOverlay(ctx, started, boxes, theme) {
  const { x_range, y_range } = started.probe;
  const single = boxes.length === 1;
  for (const box of boxes) {
    if (x_range) drawPoints(ctx, started, box, { radius: single ? 3 : 2, test: single }, theme);
    ctx.strokeStyle = theme.color["line-strong"];
    ctx.lineWidth = 1;
    ctx.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
  }
  if (single && x_range && y_range) {
    const [box] = boxes;
    const x = linear(x_range, [box.x, box.x + box.width]);
    const y = linear(y_range, [box.y + box.height, box.y]);
    drawBottomAxis(ctx, box, { ticks: ticks(x_range, 3), scale: x, title: "x" }, theme);
    drawNumbers(ctx, box, ticks(y_range, 3), y, theme);
    const key_y = box.y + box.height + 32;
    drawPointKey(ctx, box.x, key_y, started.dataset.test_inputs.length > 0, theme);
    return;
  }
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-2"];
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  if (single) return;
  boxes.forEach((box, i) => ctx.fillText(`class ${i}`, box.x, box.y - 2));
}

/**
 * The numbers of the vertical axis without hairlines, which would cross the surface.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {readonly number[]} values
 * @param {(value: number) => number} scale
 * @param {Theme} theme
 */
function drawNumbers(ctx, box, values, scale, theme) {
  const beside = { ...box, width: 0 };
  drawLeftAxis(ctx, beside, { ticks: values, scale }, theme);
  ctx.textAlign = "right";
  ctx.textBaseline = "top";
  ctx.fillText("y", box.x - 6, box.y);
}

/**
 * @param {number} width
 * @param {SurfaceProps} props
 * @param {number} x
 * @param {number} y
 * @returns {string | null}
 */
function describeSurface(width, props, x, y) {
  const layer = outputOf(props);
  if (!layer) return null;
  const { boxes } = placeSurfaces(width, layer.fan_out);
  const index = boxes.findIndex((each) => inside(each, x, y));
  if (index < 0) return null;
  const box = boxes[index];
  const { probe } = props.started;
  const u = (x - box.x) / box.width;
  const v = (y - box.y) / box.height;
  const point = pickPoint(probe.rows, probe.cols, u, v);
  const value = formatNumber(layer.neuron_outputs[point * layer.fan_out + index]);
  const what = layer.fan_out > 1 ? `class ${index}: ` : "";
  return `${what}output ${value} at ${pointWords(props.started, point)}`;
}

/** @param {SurfaceProps} props */
function surfaceLabel({ started, lane, frame_index }) {
  const frame = frameAt(lane, frame_index)?.frame;
  const name = `${lane.label}: decision surface on ${started.dataset.name}`;
  if (!frame) return `${name}, nothing computed yet`;
  const { train_accuracy, train_loss, epoch } = frame;
  const outcome =
    train_accuracy === null
      ? `training loss ${formatNumber(train_loss)}`
      : `${formatPercent(train_accuracy)} of the training data right`;
  return `${name} at epoch ${epoch}: ${outcome}`;
}
