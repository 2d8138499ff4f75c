/**
 * The axes of a loss chart to draw on: with a pointer, or with a slider for each of a few epochs.
 * Once there is a run, its loss up to the epoch on the stage, and the gap between the two.
 */

import { make, makeButton } from "../controls/dom.js";
import { createCanvasView } from "../drawing/canvas_view.js";
import { chartScales, drawAxes, drawMarker } from "../drawing/charts/line_chart.js";
import { traceCurve } from "../drawing/charts/trace.js";
import { fontOf } from "../drawing/theme.js";
import { formatNumber } from "../words/format.js";
import { heightAt, KNOTS, stroke, TOP, UNTOUCHED } from "./sketch.js";

/** @typedef {import("../drawing/charts/line_chart.js").LineChart} LineChart */
/** @typedef {import("../drawing/charts/line_chart.js").ChartScales} ChartScales */

/**
 * @typedef {object} SketchProps
 * @property {readonly number[] | null} heights the expected curve; null before there is one
 * @property {boolean} is_fixed nothing more is drawn
 * @property {number} total epochs of the run
 * @property {readonly number[]} epochs recorded and seen so far
 * @property {readonly (number | null)[]} losses of these epochs
 */

const HEIGHT = 150;
/** Loss of answering one half to everything. */
const CHANCE = Math.log(2);
const STEP = 0.05;

/** @param {(heights: number[]) => void} onDraw */
export function createSketchView(onDraw) {
  const host = make("div", { class: "sketch-pad" });
  const sliders = Array.from({ length: KNOTS }, (_, i) => {
    const slider = make("input", { type: "range", min: 0, max: TOP, step: STEP });
    slider.addEventListener("input", () => {
      const heights = [...(props?.heights ?? UNTOUCHED)];
      heights[i] = Number(slider.value);
      onDraw(heights);
    });
    return slider;
  });
  const details = make(
    "details",
    { class: "sketch-sliders" },
    make("summary", {}, "Set it with sliders"),
    ...sliders.map((slider) => make("label", {}, make("span"), slider, make("output"))),
    makeButton("Take this curve", () => onDraw([...(props?.heights ?? UNTOUCHED)])),
  );
  const element = make("div", { class: "sketch" }, host, details);
  /** @type {SketchProps | null} */
  let props = null;

  const view = createCanvasView(host, {}, { label: sketchLabel, depends, draw });
  const { canvas } = view.surface;
  /** @type {{at: number, height: number} | null} */
  let pen = null;
  /** @param {PointerEvent} event */
  const move = (event) => {
    if (props === null || props.is_fixed || pen === null) return;
    const { plot } = scalesOf(props, view.surface.width());
    const to = {
      at: Math.max(0, Math.min(1, (event.offsetX - plot.x) / plot.width)),
      height: TOP * (1 - (event.offsetY - plot.y) / plot.height),
    };
    const from = Number.isNaN(pen.at) ? to : pen;
    pen = to;
    onDraw(stroke(props.heights ?? UNTOUCHED, from, to));
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (props === null || props.is_fixed) return;
    pen = { at: Number.NaN, height: 0 };
    canvas.setPointerCapture(event.pointerId);
    move(event);
  });
  canvas.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      pen = null;
    });
  }

  return {
    element,
    /** @param {SketchProps} next */
    update(next) {
      props = next;
      details.hidden = next.is_fixed;
      element.classList.toggle("is-fixed", next.is_fixed);
      sliders.forEach((slider, i) => {
        const height = (next.heights ?? UNTOUCHED)[i];
        const epoch = Math.round((next.total * i) / (KNOTS - 1));
        slider.value = String(height);
        slider.setAttribute("aria-label", `Loss at epoch ${epoch}`);
        const [name, , output] = slider.parentElement?.children ?? [];
        name.textContent = `epoch ${epoch}`;
        output.textContent = formatNumber(height, 2);
      });
      view.update(next);
    },
  };
}

/** @param {SketchProps} props */
function depends({ heights, is_fixed, total, epochs, losses }) {
  return [heights, is_fixed, total, epochs.length, losses[0], losses[losses.length - 1]];
}

/**
 * @param {SketchProps} props
 * @returns {LineChart}
 */
function chartOf({ epochs, losses, total }) {
  return {
    epochs,
    total,
    curves: [{ name: "run", values: losses, kind: "train" }],
    domain: [0, TOP],
    log: false,
    title: "",
  };
}

/**
 * @param {SketchProps} props
 * @param {number} width
 * @returns {ChartScales}
 */
function scalesOf(props, width) {
  return chartScales(chartOf(props), width, HEIGHT);
}

/**
 * @param {import("../drawing/canvas.js").Surface} surface
 * @param {SketchProps} props
 * @param {import("../drawing/theme.js").Theme} theme
 */
function draw(surface, props, theme) {
  const width = surface.width();
  if (!surface.begin(width, HEIGHT)) return;
  const { ctx } = surface;
  const chart = chartOf(props);
  const scales = chartScales(chart, width, HEIGHT);
  const { plot, x, y } = scales;
  drawAxes(ctx, chart, scales, theme);
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.strokeStyle = theme.color["curve-other"];
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(plot.x, y(CHANCE));
  ctx.lineTo(plot.x + plot.width, y(CHANCE));
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.fillText("training loss", plot.x, plot.y - 3);
  ctx.textAlign = "right";
  drawKey(ctx, plot, props, theme);
  ctx.fillText("guessing: 0.693", plot.x + plot.width, y(CHANCE) - 3);
  const { heights } = props;
  if (heights === null) {
    ctx.textAlign = "center";
    ctx.fillStyle = theme.color["ink-2"];
    ctx.fillText("draw here", plot.x + plot.width / 2, y(0.25));
    return;
  }
  if (props.epochs.length > 0) shadeGap(ctx, props, heights, scales, theme);
  const at = heights.map((_, i) => (props.total * i) / (heights.length - 1));
  ctx.strokeStyle = theme.color.accent;
  ctx.lineWidth = 2;
  ctx.lineJoin = "round";
  traceCurve(ctx, at, heights, scales);
  ctx.stroke();
  if (!props.is_fixed) {
    ctx.fillStyle = theme.color.accent;
    heights.forEach((height, i) => {
      ctx.beginPath();
      ctx.arc(x(at[i]), y(height), 3, 0, 2 * Math.PI);
      ctx.fill();
    });
  }
  if (props.epochs.length > 0) drawRun(ctx, chart, props, scales, theme);
}

/**
 * Which line is which, at the top right, each name in the colour of its line.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../drawing/network/layout.js").Box} plot
 * @param {SketchProps} props
 * @param {import("../drawing/theme.js").Theme} theme
 */
function drawKey(ctx, plot, { heights, epochs }, theme) {
  let right = plot.x + plot.width;
  /** @param {string} name @param {string} color */
  const write = (name, color) => {
    ctx.fillStyle = color;
    ctx.fillText(name, right, plot.y - 3);
    right -= ctx.measureText(name).width + 12;
  };
  if (epochs.length > 0) write("the run", theme.color.curve);
  if (heights !== null) write("your curve", theme.color.accent);
  ctx.fillStyle = theme.color["ink-3"];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {SketchProps} props
 * @param {readonly number[]} heights
 * @param {ChartScales} scales
 * @param {import("../drawing/theme.js").Theme} theme
 */
function shadeGap(ctx, { epochs, losses, total }, heights, { x, y }, theme) {
  ctx.save();
  ctx.globalAlpha = 0.15;
  ctx.fillStyle = theme.color.accent;
  ctx.beginPath();
  epochs.forEach((epoch, i) => ctx.lineTo(x(epoch), y(Math.min(TOP, losses[i] ?? TOP))));
  for (const epoch of [...epochs].reverse()) {
    ctx.lineTo(x(epoch), y(heightAt(heights, epoch / total)));
  }
  ctx.fill();
  ctx.restore();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {LineChart} chart
 * @param {SketchProps} props
 * @param {ChartScales} scales
 * @param {import("../drawing/theme.js").Theme} theme
 */
function drawRun(ctx, chart, { epochs, losses }, scales, theme) {
  ctx.strokeStyle = theme.color.curve;
  ctx.lineWidth = 2;
  traceCurve(
    ctx,
    epochs,
    losses.map((loss) => (loss === null ? null : Math.min(TOP, loss))),
    scales,
  );
  ctx.stroke();
  drawMarker(ctx, chart, scales, epochs.length - 1, theme);
}

/** @param {SketchProps} props */
function sketchLabel({ heights, total, epochs, losses }) {
  if (heights === null) return `Axes of the training loss over ${total} epochs, to draw on`;
  const told = heights.map((height, i) => {
    const epoch = Math.round((total * i) / (heights.length - 1));
    return `${formatNumber(height, 2)} at epoch ${epoch}`;
  });
  const now = losses[losses.length - 1];
  const run =
    now === undefined
      ? ""
      : `; the run: ${formatNumber(now)} at epoch ${epochs[epochs.length - 1]}`;
  return `Loss you expect: ${told.join(", ")}${run}`;
}
