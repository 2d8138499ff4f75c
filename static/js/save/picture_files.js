/** Pictures as files: PNG with twice as many pixels as on the page, and SVG. */

import { findFigures } from "./figures.js";
import { placeSheet, SINGLE_WIDTH } from "./sheet.js";
import { SvgContext } from "./svg_context.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("./figures.js").Places} Places */
/** @typedef {import("./sheet.js").Placed} Placed */
/** @typedef {import("./sheet.js").Sheet} Sheet */

/** Pixels of a PNG for each CSS px. */
export const PNG_RATIO = 2;
/** A link longer than this is left out of a caption, characters. */
const LONGEST_LINK = 300;
/** The choice that is no single figure. */
export const STAGE = "stage";

/**
 * The names of what can be saved as a picture now.
 * @param {Places} places
 * @returns {{name: string, label: string}[]}
 */
export function listPictures(places) {
  const { single } = findFigures(places);
  return [
    { name: STAGE, label: "The stage" },
    ...single.map(({ name }, i) => ({ name: String(i), label: name })),
  ];
}

/**
 * @param {Places} places
 * @param {string} chosen a name of `listPictures`
 * @param {string} caption
 * @returns {{sheet: Sheet, description: string}}
 */
export function makeSheet(places, chosen, caption) {
  const { stage, legends, single } = findFigures(places);
  const one = chosen === STAGE ? undefined : single[Number(chosen)];
  if (one === undefined) {
    const rows = rowsOf(
      stage.map(({ lane, figures }) => ({ lane, block: blockOf(lane, figures) })),
    );
    const description = stage.map(({ figures }) => figures[0].figure.label()).join("\n");
    return { sheet: { rows, legends, caption }, description };
  }
  const width = Math.max(SINGLE_WIDTH, one.canvas.clientWidth);
  const block = { heading: one.name, width, figures: [{ figure: one.figure, x: 0, y: 0, width }] };
  const description = one.figure.label();
  const words = `${description}. ${caption}`;
  return { sheet: { rows: [[block]], legends: one.legends, caption: words }, description };
}

/**
 * A lane's pictures where they stand on the page, from the first on.
 * @param {HTMLElement} lane
 * @param {import("./figures.js").Shown[]} figures
 */
function blockOf(lane, figures) {
  const outer = lane.getBoundingClientRect();
  const top = figures[0].canvas.getBoundingClientRect().top;
  return {
    heading: lane.getAttribute("aria-label")?.replace(/, network and settings$/, "") ?? "",
    width: Math.round(outer.width),
    figures: figures.map(({ figure, canvas }) => {
      const box = canvas.getBoundingClientRect();
      return {
        figure,
        x: Math.round(box.left - outer.left),
        y: Math.round(box.top - top),
        width: canvas.clientWidth,
      };
    }),
  };
}

/**
 * Lanes side by side where they are so on the page.
 * @param {{lane: HTMLElement, block: import("./sheet.js").Block}[]} lanes
 */
function rowsOf(lanes) {
  /** @type {Map<number, import("./sheet.js").Block[]>} */
  const rows = new Map();
  for (const { lane, block } of lanes) {
    const top = Math.round(lane.getBoundingClientRect().top);
    rows.set(top, [...(rows.get(top) ?? []), block]);
  }
  return [...rows.values()];
}

/**
 * What a picture is of: the epoch, the experiment, where it comes from.
 * @param {Catalog} catalog
 * @param {State} state
 * @param {string} link
 */
export function writeCaption(catalog, { result, frame, experiment }, link) {
  if (result === null || experiment === null) return "";
  const { dataset, hidden_layers, learning_rate, seed, epochs } = experiment;
  const label = catalog.datasets.find(({ name }) => name === dataset.name)?.label ?? dataset.name;
  const source = link.length <= LONGEST_LINK ? link : location.origin;
  return [
    `Epoch ${result.epochs[frame]} of ${epochs}.`,
    `${label}; hidden layers ${hidden_layers.join(", ") || "none"};`,
    `learning rate ${learning_rate}; seed ${seed}.`,
    `Unclone ${catalog.version}, ${source}`,
  ].join(" ");
}

/**
 * @param {Placed} placed
 * @returns {HTMLCanvasElement} drawn on
 */
export function paintSheet(placed, ratio = PNG_RATIO) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(placed.width * ratio);
  canvas.height = Math.round(placed.height * ratio);
  const ctx = canvas.getContext("2d");
  if (ctx === null) throw new Error("This browser gives no canvas to draw on.");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  placed.draw(ctx, ratio);
  return canvas;
}

/**
 * @param {Sheet} sheet
 * @returns {Promise<Blob>}
 */
export async function toPng(sheet) {
  const canvas = paintSheet(placeSheet(sheet));
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!(blob instanceof Blob)) throw new Error("The picture is larger than this browser can save.");
  return blob;
}

/**
 * @param {Sheet} sheet
 * @param {{title: string, description: string}} about
 * @returns {Blob}
 */
export function toSvg(sheet, about) {
  const placed = placeSheet(sheet);
  const svg = new SvgContext(placed.width, placed.height, browserTools());
  const ctx = /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (svg));
  placed.draw(ctx, PNG_RATIO);
  return new Blob([svg.toSvg(about)], { type: "image/svg+xml" });
}

/** @returns {import("./svg_context.js").BrowserTools} */
function browserTools() {
  const ctx = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (ctx === null) throw new Error("This browser gives no canvas to draw on.");
  /** @type {Map<string, {color: string, opacity: number}>} */
  const colors = new Map();
  const readColor = (/** @type {string} */ css) => {
    ctx.clearRect(0, 0, 1, 1);
    ctx.fillStyle = css;
    ctx.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = ctx.getImageData(0, 0, 1, 1).data;
    const hex = [red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("");
    return { color: `#${hex}`, opacity: alpha / 255 };
  };
  return {
    measure(text, font, baseline) {
      ctx.font = font;
      ctx.textBaseline = baseline;
      return ctx.measureText(text);
    },
    color(css) {
      const found = colors.get(css) ?? readColor(css);
      colors.set(css, found);
      return found;
    },
    image(source, x, y, width, height) {
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      canvas.getContext("2d")?.drawImage(source, x, y, width, height, 0, 0, width, height);
      return canvas.toDataURL("image/png");
    },
  };
}
