/** Colour arithmetic: even steps between colours, and lookup tables of packed pixels. */

/** @typedef {readonly [number, number, number]} Rgb red, green, blue in 0..255 */

/** Entries of a lookup table: one for each value of a byte. */
export const TABLE_SIZE = 256;

/** @param {number} byte sRGB component in 0..255 */
function toLinear(byte) {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

/** @param {number} c linear component in 0..1 */
function fromLinear(c) {
  const s = c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, s)));
}

/**
 * sRGB to OKLab, in which equal distances look about equal.
 * Source: Ottosson (2020), A perceptual color space for image processing.
 * @param {Rgb} rgb
 * @returns {Rgb} L, a, b
 */
function toOklab([red, green, blue]) {
  const [r, g, b] = [toLinear(red), toLinear(green), toLinear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/**
 * @param {Rgb} lab L, a, b
 * @returns {Rgb}
 */
function fromOklab([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/**
 * The colour a share of the way from one colour to another, in OKLab.
 * @param {Rgb} from
 * @param {Rgb} to
 * @param {number} share 0 gives `from`, 1 gives `to`
 * @returns {Rgb}
 */
export function mix(from, to, share) {
  if (share <= 0) return from;
  if (share >= 1) return to;
  const [a, b] = [toOklab(from), toOklab(to)];
  return fromOklab([
    a[0] + (b[0] - a[0]) * share,
    a[1] + (b[1] - a[1]) * share,
    a[2] + (b[2] - a[2]) * share,
  ]);
}

/**
 * A pixel as ImageData holds it, seen as one 32-bit number. Every machine that runs a browser is
 * little-endian, so the red byte is the lowest.
 * @param {Rgb} rgb
 */
export function pack([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * A table of 256 pixels through evenly spaced stops.
 * @param {readonly Rgb[]} stops two or more
 * @returns {Uint32Array}
 */
export function buildTable(stops) {
  const table = new Uint32Array(TABLE_SIZE);
  const segments = stops.length - 1;
  for (let i = 0; i < TABLE_SIZE; i++) {
    const position = (i / (TABLE_SIZE - 1)) * segments;
    const segment = Math.min(segments - 1, Math.floor(position));
    table[i] = pack(mix(stops[segment], stops[segment + 1], position - segment));
  }
  return table;
}

/**
 * @param {number} pixel packed
 * @returns {string} a CSS colour
 */
export function cssOf(pixel) {
  return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
}
