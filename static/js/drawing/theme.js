/**
 * The colours and fonts of the page's custom properties, ready for a canvas.
 *
 * Canvases cannot see CSS, so the properties are read once, turned into colours and lookup tables,
 * and read again when the scheme changes.
 */

import { buildTable } from "./color.js";

/** @typedef {import("./color.js").Rgb} Rgb */

/**
 * @typedef {object} Theme
 * @property {number} version grows with each reading: what was painted with another is stale
 * @property {string} font family of words
 * @property {number} text_size px
 * @property {number} small_size px
 * @property {Record<ColorName, string>} color CSS colours by name
 * @property {readonly string[]} classes CSS colours of the classes
 * @property {readonly string[]} series CSS colours of curves that stand for different things
 * @property {Uint32Array} diverging negative, zero, positive: 256 packed pixels
 * @property {Uint32Array} magnitude nothing to most: 256 packed pixels
 */

/** @typedef {typeof COLOR_NAMES[number]} ColorName */

const COLOR_NAMES = /** @type {const} */ ([
  "surface",
  "surface-raised",
  "ink",
  "ink-2",
  "ink-3",
  "line",
  "line-strong",
  "accent",
  "accent-ink",
  "warning",
  "signed-negative",
  "signed-zero",
  "signed-positive",
  "point-outline",
  "curve",
  "curve-test",
  "curve-other",
  "grid-line",
  "ridge-fill",
  "ridge-line",
  "ridge-front",
]);

const MAGNITUDE_STOPS = 7;
const CLASSES = 10;
const SERIES = 9;
/** Used where a stylesheet gives no size. */
const DEFAULT_TEXT_PX = 12;
const DEFAULT_SMALL_PX = 11;

/**
 * A reader of custom properties as red, green and blue, whatever notation they are written in.
 * @returns {{css: (name: string) => string, rgb: (name: string) => Rgb, done: () => void}}
 */
function createReader() {
  const probe = document.createElement("span");
  probe.hidden = true;
  // Where the system sets all colours, it would set this one too, and every table were one colour.
  probe.style.setProperty("forced-color-adjust", "none");
  document.body.append(probe);
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  /** @param {string} name */
  const css = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  return {
    css,
    rgb(name) {
      if (!ctx) return [0, 0, 0];
      ctx.clearRect(0, 0, 1, 1);
      ctx.fillStyle = css(name);
      ctx.fillRect(0, 0, 1, 1);
      const [red, green, blue] = ctx.getImageData(0, 0, 1, 1).data;
      return [red, green, blue];
    },
    done: () => probe.remove(),
  };
}

/**
 * @param {number} version
 * @returns {Theme}
 */
function readTheme(version) {
  const style = getComputedStyle(document.documentElement);
  const reader = createReader();
  const color = /** @type {Record<ColorName, string>} */ ({});
  for (const name of COLOR_NAMES) color[name] = reader.css(name);
  const magnitude = Array.from({ length: MAGNITUDE_STOPS }, (_, i) => reader.rgb(`magnitude-${i}`));
  const signed = ["signed-negative", "signed-zero", "signed-positive"].map(reader.rgb);
  const classes = Array.from({ length: CLASSES }, (_, i) => reader.css(`class-${i}`));
  const series = Array.from({ length: SERIES }, (_, i) => reader.css(`series-${i}`));
  reader.done();
  return {
    version,
    font: style.getPropertyValue("--font-text").trim() || "sans-serif",
    text_size: Number.parseFloat(style.getPropertyValue("--canvas-text")) || DEFAULT_TEXT_PX,
    small_size:
      Number.parseFloat(style.getPropertyValue("--canvas-text-small")) || DEFAULT_SMALL_PX,
    color,
    classes,
    series,
    diverging: buildTable(signed),
    magnitude: buildTable(magnitude),
  };
}

/** @type {Theme | null} */
let current = null;
let readings = 0;
/** @type {Set<() => void>} */
const listeners = new Set();

/** The theme in force. */
export function currentTheme() {
  current ??= readTheme(++readings);
  return current;
}

function refresh() {
  current = null;
  for (const listener of listeners) listener();
}

let watching = false;

/** Start watching the system's scheme and the page's own `data-theme`. */
function watch() {
  if (watching) return;
  watching = true;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);
  new MutationObserver(refresh).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-theme", "class"],
  });
  // Canvases do not notice that a font they asked for has arrived.
  document.fonts.addEventListener("loadingdone", refresh);
}

/**
 * Be told when colours have changed.
 * @param {() => void} listener
 * @returns {() => void} stops telling
 */
export function onThemeChange(listener) {
  watch();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * A canvas font.
 * @param {Theme} theme
 * @param {"text" | "small"} size
 * @param {number} [weight] CSS font weight
 */
export function fontOf(theme, size, weight = 400) {
  return `${weight} ${size === "text" ? theme.text_size : theme.small_size}px ${theme.font}`;
}
