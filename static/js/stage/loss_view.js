/** Train and test loss of a lane through the epochs, the other lanes in grey behind it. */

import { createCached } from "../drawing/canvas.js";
import { createCanvasView } from "../drawing/canvas_view.js";
import {
  chartScales,
  drawAxes,
  drawBeyond,
  drawCurves,
  drawKey,
  drawMarker,
} from "../drawing/charts/line_chart.js";
import { lossAxis } from "../drawing/charts/loss_axis.js";
import { inside, nearestIndex } from "../drawing/network/pick.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("../drawing/charts/line_chart.js").LineChart} LineChart */
/** @typedef {import("../drawing/charts/line_chart.js").Curve} Curve */
/** @typedef {import("../types.js").LaneResult} LaneResult */

/**
 * @typedef {object} LossProps
 * @property {readonly LaneResult[]} lanes
 * @property {number} run index in `lanes` of the lane in question
 * @property {readonly number[]} epochs recorded so far
 * @property {number} frame_index
 * @property {number} [total] epochs of the whole run, so that the axis stands still meanwhile
 * @property {number} [height] px
 */

const HEIGHT = 150;
/** Narrower charts, by the size of their text, have no room for a key beside the numbers over them. */
const KEY_FROM_EM = 28.5;

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<LossProps>}
 */
export function createLossView(host, callbacks = {}) {
  const axes = createCached();
  const curves = createCached();
  let serial = 0;
  /** @type {readonly unknown[]} */
  let static_parts = [];
  const view = createCanvasView(host, callbacks, {
    label: lossLabel,
    depends: (/** @type {LossProps} */ props) => [...staticParts(props), props.frame_index],
    draw(surface, props, theme) {
      const width = surface.width();
      const height = props.height ?? HEIGHT;
      if (!surface.begin(width, height) || props.epochs.length === 0) return;
      const chart = chartOf(props);
      const scales = chartScales(chart, width, height);
      const parts = staticParts(props);
      if (parts.some((part, i) => part !== static_parts[i])) serial++;
      static_parts = parts;
      const key = `${serial}|${theme.version}`;
      const { ctx } = surface;
      const place = { key, box: { x: 0, y: 0, width, height }, ratio: surface.ratio() };
      axes.draw(ctx, place, (offscreen) => {
        drawAxes(offscreen, chart, scales, theme);
        if (width >= KEY_FROM_EM * theme.text_size)
          drawKey(offscreen, scales, keyEntries(props), theme);
      });
      // What is still to come is not shown: a curve ends where the time stands.
      ctx.save();
      ctx.beginPath();
      ctx.rect(0, 0, scales.x(props.epochs[indexOf(props)]) + 1, height);
      ctx.clip();
      curves.draw(ctx, place, (offscreen) => drawCurves(offscreen, chart, scales, theme));
      ctx.restore();
      drawBeyond(ctx, chart, scales, theme, indexOf(props));
      drawMarker(ctx, chart, scales, indexOf(props), theme);
    },
    describe(x, y, props, width) {
      if (props.epochs.length === 0) return null;
      const chart = chartOf(props);
      const scales = chartScales(chart, width, props.height ?? HEIGHT);
      if (!inside(scales.plot, x, y)) return null;
      const positions = props.epochs.slice(0, indexOf(props) + 1).map(scales.x);
      return describeEpoch(props, nearestIndex(positions, x));
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/** @param {LossProps} props */
function staticParts({ lanes, run, epochs, total, height }) {
  const diverged = lanes.filter((lane) => lane.diverged).length;
  const own = lanes[run]?.frames;
  return [own, lanes.length, diverged, epochs, epochs.length, run, total, height];
}

/** @param {LossProps} props */
function indexOf({ epochs, frame_index }) {
  return Math.max(0, Math.min(frame_index, epochs.length - 1));
}

/**
 * @param {LossProps} props
 * @returns {LineChart}
 */
function chartOf({ lanes, run, epochs, total = 0 }) {
  /**
   * @param {LaneResult} lane
   * @param {"train_loss" | "test_loss"} field
   * @param {Curve["kind"]} kind
   * @returns {Curve}
   */
  const curve = (lane, field, kind) => ({
    name: lane.label,
    values: epochs.map((_, i) => lane.frames[i]?.[field] ?? null),
    kind,
  });
  const others = lanes.filter((_, i) => i !== run);
  const own = lanes[run];
  return {
    epochs,
    total,
    curves: [
      ...others.map((lane) => curve(lane, "train_loss", "other")),
      ...(own ? [curve(own, "test_loss", "test"), curve(own, "train_loss", "train")] : []),
    ],
    band: bandOf(own),
    ...lossAxis(lanes),
    title: "",
  };
}

/**
 * @param {LaneResult | undefined} lane
 * @returns {import("../drawing/charts/curve_band.js").CurveBand | null}
 */
function bandOf(lane) {
  const losses = lane?.frames.map((frame) => frame?.band?.train_loss ?? null) ?? [];
  if (losses.every((loss) => loss === null)) return null;
  return {
    low: losses.map((loss) => loss?.q10 ?? null),
    median: losses.map((loss) => loss?.median ?? null),
    high: losses.map((loss) => loss?.q90 ?? null),
  };
}

/**
 * @param {LossProps} props
 * @returns {{kind: Curve["kind"] | "seeds", name: string}[]}
 */
function keyEntries({ lanes, run }) {
  const has_band = lanes[run]?.frames.some((frame) => frame?.band);
  const tested = lanes[run]?.frames.some((frame) => frame && frame.test_loss !== null);
  return [
    ...(has_band ? [{ kind: /** @type {const} */ ("seeds"), name: "seeds" }] : []),
    { kind: "train", name: "train" },
    ...(tested ? [{ kind: /** @type {const} */ ("test"), name: "test" }] : []),
    ...(lanes.length > 1 ? [{ kind: /** @type {const} */ ("other"), name: "others" }] : []),
  ];
}

/**
 * @param {LossProps} props
 * @param {number} index
 */
function describeEpoch({ lanes, run, epochs }, index) {
  const own = lanes[run]?.frames[index];
  const parts = [`epoch ${epochs[index]}`];
  if (own) {
    parts.push(`train ${formatNumber(own.train_loss)}`);
    if (own.test_loss !== null) parts.push(`test ${formatNumber(own.test_loss)}`);
    if (own.band) parts.push(describeBand(own.band.train_loss));
  }
  lanes.forEach((lane, i) => {
    const frame = lane.frames[index];
    if (i !== run && frame) parts.push(`${lane.label}: train ${formatNumber(frame.train_loss)}`);
  });
  return parts.join("; ");
}

/**
 * What all seeds do: "seeds: median 0.12, middle 80 % from 0.05 to 0.3".
 * @param {import("../wire_types.js").Quantiles} quantiles
 */
function describeBand({ q10, median, q90 }) {
  // A seed that has diverged has no finite loss, and neither has a quantile that falls on it.
  const [low, middle, high] = [q10, median, q90].map((value) =>
    value === null ? "diverged" : formatNumber(value),
  );
  return `seeds, train: median ${middle}, middle 80\u00a0% from ${low} to ${high}`;
}

/** @param {LossProps} props */
function lossLabel(props) {
  const lane = props.lanes[props.run];
  const index = indexOf(props);
  const frame = lane?.frames[index];
  if (!lane || !frame) return `${lane?.label ?? "run"}: loss, nothing computed at this epoch`;
  const test = frame.test_loss === null ? "" : `, test ${formatNumber(frame.test_loss)}`;
  const seeds = frame.band ? `; ${describeBand(frame.band.train_loss)}` : "";
  const now = `train ${formatNumber(frame.train_loss)}${test}${seeds}`;
  return `${lane.label}: loss at epoch ${frame.epoch}: ${now}`;
}
