/** A sheet: a heading, pictures in their places, what their colours mean, and a caption. */

import { currentTheme, fontOf } from "../drawing/theme.js";

/** @typedef {import("../drawing/canvas.js").Surface} Surface */
/** @typedef {import("../drawing/canvas_view.js").Figure} Figure */
/** @typedef {import("./figures.js").Shown} Shown */

/**
 * Pictures with their heading, one under the other as they are on the page.
 * @typedef {object} Block
 * @property {string} heading
 * @property {number} width CSS px
 * @property {{figure: Figure, x: number, y: number, width: number}[]} figures
 */

/**
 * @typedef {object} Sheet
 * @property {Block[][]} rows
 * @property {readonly Shown[]} legends
 * @property {string} caption
 */

/** CSS px. */
const MARGIN = 16;
const HEADING = 24;
const LINE = 18;
const LEGEND_WIDTH = 240;
/** Narrower pictures are widened, so that what they leave out for want of room is there. */
export const SINGLE_WIDTH = 480;

/**
 * A surface in which one picture has its place; a picture asks for as much as it needs.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{width: number, ratio: number}} room
 * @param {(width: number, height: number) => boolean} begin
 * @returns {Surface}
 */
function surfaceIn(ctx, { width, ratio }, begin) {
  return {
    canvas: ctx.canvas,
    ctx,
    width: () => width,
    ratio: () => ratio,
    begin,
    destroy() {},
  };
}

/**
 * How high a picture is at a width.
 * @param {Figure} figure
 * @param {number} width
 */
function heightOf(figure, width) {
  let needed = 0;
  const nowhere = scratch();
  const surface = surfaceIn(nowhere, { width, ratio: 1 }, (_, height) => {
    needed = height;
    return false;
  });
  figure.draw(surface);
  return needed;
}

function scratch() {
  const ctx = new OffscreenCanvas(1, 1).getContext("2d");
  if (ctx === null) throw new Error("This browser gives no canvas to draw on.");
  return /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (ctx));
}

/**
 * @typedef {object} Placed
 * @property {number} width CSS px of the whole
 * @property {number} height
 * @property {(ctx: CanvasRenderingContext2D, ratio: number) => void} draw
 */

/**
 * Finds the place of everything on a sheet.
 * @param {Sheet} sheet
 * @returns {Placed}
 */
export function placeSheet({ rows, legends, caption }) {
  const theme = currentTheme();
  /** @type {((ctx: CanvasRenderingContext2D, ratio: number) => void)[]} */
  const steps = [];
  const inner = Math.max(SINGLE_WIDTH, ...rows.map(widthOf));
  let y = MARGIN;
  for (const row of rows) {
    let x = MARGIN;
    let bottom = y;
    for (const { heading, width, figures } of row) {
      const at = { x, y };
      steps.push((ctx) => writeLine(ctx, heading, { ...at, width }, "heading"));
      for (const one of figures) {
        const place = { x: x + one.x, y: y + HEADING + one.y };
        const height = heightOf(one.figure, one.width);
        const own = { ...place, width: one.width };
        steps.push((ctx, ratio) => drawFigure(ctx, one.figure, own, ratio));
        bottom = Math.max(bottom, place.y + height);
      }
      x += width + MARGIN;
    }
    y = bottom + MARGIN;
  }
  let x = MARGIN;
  for (const { figure } of legends) {
    const place = { x, y, width: LEGEND_WIDTH };
    steps.push((ctx, ratio) => drawFigure(ctx, figure, place, ratio));
    x += LEGEND_WIDTH + MARGIN;
  }
  if (legends.length > 0)
    y += Math.max(...legends.map((one) => heightOf(one.figure, LEGEND_WIDTH))) + MARGIN / 2;
  const measured = scratch();
  measured.font = fontOf(theme, "small");
  for (const line of wrap(caption, inner, (text) => measured.measureText(text).width)) {
    const at = { x: MARGIN, y, width: inner };
    steps.push((ctx) => writeLine(ctx, line, at, "caption"));
    y += LINE;
  }
  const [width, height] = [inner + 2 * MARGIN, y + MARGIN];
  return {
    width,
    height,
    draw(ctx, ratio) {
      ctx.fillStyle = theme.color.surface;
      ctx.fillRect(0, 0, width, height);
      for (const step of steps) step(ctx, ratio);
    },
  };
}

/** @param {Block[]} row */
function widthOf(row) {
  return row.reduce((sum, { width }) => sum + width, 0) + MARGIN * (row.length - 1);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Figure} figure
 * @param {{x: number, y: number, width: number}} place
 * @param {number} ratio
 */
function drawFigure(ctx, figure, { x, y, width }, ratio) {
  ctx.save();
  ctx.translate(x, y);
  figure.draw(surfaceIn(ctx, { width, ratio }, (_, height) => width >= 1 && height >= 1));
  ctx.restore();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {{x: number, y: number, width: number}} place
 * @param {"heading" | "caption"} kind
 */
function writeLine(ctx, text, { x, y, width }, kind) {
  const theme = currentTheme();
  ctx.save();
  ctx.font = kind === "heading" ? fontOf(theme, "text", 600) : fontOf(theme, "small");
  ctx.fillStyle = theme.color[kind === "heading" ? "ink" : "ink-2"];
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.fillText(
    fitted(text, width, (part) => ctx.measureText(part).width),
    x,
    y,
  );
  ctx.restore();
}

/**
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 */
function fitted(text, width, measure) {
  if (measure(text) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && measure(`${letters.join("")}\u2026`) > width) letters.pop();
  return `${letters.join("")}\u2026`;
}

/**
 * Lines of words; a word wider than a line, as an address may be, is cut.
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 * @returns {string[]}
 */
export function wrap(text, width, measure) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (measure(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const letter of word) {
      if (line !== "" && measure(line + letter) > width) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  }
  return line === "" ? lines : [...lines, line];
}
