/** The plane of somebody's own points: shows them, and takes more where the pointer goes. */

import { createCanvasView } from "../drawing/canvas_view.js";
import { drawPointKey, drawPoints } from "../drawing/network/points.js";

/** @typedef {import("./prepare.js").Prepared} Prepared */
/** @typedef {import("../wire_types.js").Started} Started */

/** @typedef {{x_range: readonly [number, number], y_range: readonly [number, number]}} Plane */

/**
 * @typedef {object} PointsProps
 * @property {Prepared | null} data null or of one or more than two inputs: an empty plane
 * @property {Plane} plane that is shown
 */

const SIDE = 300;
const KEY = 22;
const RADIUS = 4;
const USUAL = /** @type {const} */ ([-1.25, 1.25]);
/** The plane before there are points. @type {Plane} */
export const EMPTY_PLANE = Object.freeze({ x_range: USUAL, y_range: USUAL });
/** Room around points as a share of their extent. */
const MARGIN = 0.125;
/** Points of one stroke are so far apart, px. */
const APART = 14;

/**
 * @param {HTMLElement} host
 * @param {(x: number, y: number) => void} onPoint in the plane's own numbers
 */
export function createPointsView(host, onPoint) {
  const side = () => Math.min(SIDE, view.surface.width());
  const view = createCanvasView(
    host,
    {},
    {
      label: ({ data }) => labelOf(data),
      depends: (/** @type {PointsProps} */ { data, plane }) => [data, plane],
      draw(surface, { data, plane }, theme) {
        const width = Math.min(SIDE, surface.width());
        if (!surface.begin(width, width + KEY)) return;
        const box = { x: 0.5, y: 0.5, width: width - 1, height: width - 1 };
        surface.ctx.strokeStyle = theme.color["line-strong"];
        surface.ctx.lineWidth = 1;
        surface.ctx.strokeRect(box.x, box.y, box.width, box.height);
        if (!isPlane(data)) return;
        const started = /** @type {Started} */ (/** @type {unknown} */ (asStarted(data, plane)));
        drawPoints(surface.ctx, started, box, { radius: RADIUS, test: true }, theme);
        drawPointKey(surface.ctx, 0, width + KEY / 2, data.test_inputs.length > 0, theme);
      },
    },
  );
  const { canvas } = view.surface;
  canvas.classList.add("own-plane");
  /** @type {{x: number, y: number} | null} */
  let last = null;
  const put = (/** @type {PointerEvent} */ { offsetX: x, offsetY: y }) => {
    if (x < 0 || y < 0 || x > side() || y > side()) return;
    if (last !== null && Math.hypot(x - last.x, y - last.y) < APART) return;
    last = { x, y };
    const { x_range, y_range } = view.props()?.plane ?? EMPTY_PLANE;
    onPoint(
      x_range[0] + (x / side()) * (x_range[1] - x_range[0]),
      y_range[1] - (y / side()) * (y_range[1] - y_range[0]),
    );
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = null;
    put(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons !== 0) put(event);
  });
  return view;
}

/**
 * @param {Prepared | null} data
 * @returns {data is Prepared}
 */
function isPlane(data) {
  return data?.inputs[0]?.length === 2;
}

/** @param {Prepared} data @param {Plane} probe */
function asStarted(data, probe) {
  const { task, inputs, targets, test_inputs, test_targets } = data;
  const dataset = {
    task,
    train_inputs: inputs,
    train_targets: targets,
    test_inputs,
    test_targets,
  };
  return { dataset, probe };
}

/**
 * A square around the points, as the server's picture of them has it.
 * @param {Prepared | null} data
 * @returns {Plane}
 */
export function planeAround(data) {
  if (!isPlane(data)) return EMPTY_PLANE;
  const points = [...data.inputs, ...data.test_inputs];
  const spans = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis]);
    return { low: Math.min(...values), high: Math.max(...values) };
  });
  const half = (Math.max(...spans.map(({ low, high }) => high - low)) || 1) * (0.5 + MARGIN);
  const [x_range, y_range] = spans.map(({ low, high }) => {
    const middle = (low + high) / 2;
    return /** @type {const} */ ([middle - half, middle + half]);
  });
  return { x_range, y_range };
}

/** @param {Prepared | null} data */
function labelOf(data) {
  if (!isPlane(data)) return "an empty plane to draw points in";
  const { inputs, test_inputs, names } = data;
  const tested = test_inputs.length > 0 ? `, ${test_inputs.length} kept for the test` : "";
  return `your points: ${inputs.length} to learn from${tested}; ${names[0]} across, ${names[1]} up`;
}
