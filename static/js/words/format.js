/** Numbers and names as people read them: sensible digits, never 0.000 for what is not zero. */

const MINUS = "\u2212";
const ABSENT = "\u2013";

/** Below this a plain decimal would hide the digits behind zeros. */
const SMALLEST_PLAIN = 0.001;
/** From here on a plain decimal is longer than it is useful. */
const LARGEST_PLAIN = 100000;

/**
 * A number with `digits` significant digits: 0.0123, 3.4e-8, 12 300. Null, NaN and infinities are
 * a dash.
 * @param {number | null | undefined} value
 * @param {number} [digits]
 * @returns {string}
 */
export function formatNumber(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return ABSENT;
  if (value === 0) return "0";
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  const rounded = Number(size.toPrecision(digits));
  if (rounded < SMALLEST_PLAIN || rounded >= LARGEST_PLAIN) {
    return sign + scientific(size, Math.min(digits, 2));
  }
  if (rounded >= 10 ** digits) return sign + String(Math.round(size));
  return sign + rounded.toPrecision(digits);
}

/**
 * The shortest text that still means the same number: for values somebody typed or chose.
 * @param {number} value
 * @returns {string}
 */
export function formatExact(value) {
  if (!Number.isFinite(value)) return ABSENT;
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  if (size !== 0 && (size < SMALLEST_PLAIN / 10 || size >= 10 * LARGEST_PLAIN)) {
    return sign + size.toExponential().replace("e+", "e");
  }
  return sign + String(size);
}

/**
 * A share between 0 and 1 in per cent. Only exactly 1 is 100 %, only exactly 0 is 0 %.
 * @param {number | null | undefined} share
 * @returns {string}
 */
export function formatPercent(share) {
  if (share === null || share === undefined || !Number.isFinite(share)) return ABSENT;
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}\u00a0%`;
  const kept = Math.min(99.9, Math.max(0.1, percent));
  return `${kept.toFixed(kept < 10 || kept > 99 ? 1 : 0)}\u00a0%`;
}

/**
 * A duration a person waits for: "2 s", "1 min 5 s".
 * @param {number} seconds
 * @returns {string}
 */
export function formatWait(seconds) {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 60) return `${whole}\u00a0s`;
  const rest = whole % 60;
  const minutes = `${Math.floor(whole / 60)}\u00a0min`;
  return rest === 0 ? minutes : `${minutes} ${rest}\u00a0s`;
}

/**
 * A layer's name for people, who count from 1.
 * @param {number} layer_index
 * @param {number} layer_count number of weight layers
 * @returns {string}
 */
export function formatLayer(layer_index, layer_count) {
  return layer_index === layer_count - 1 ? "output layer" : `layer ${layer_index + 1}`;
}

/**
 * "layer 2", "layers 2 and 4", "layers 2 to 20", "layers 1, 2 and 5 to 7".
 * @param {readonly {layer_index: number}[]} layers in their order, at least one
 * @returns {string}
 */
export function formatLayers(layers) {
  /** @type {number[][]} */
  const rows = [];
  for (const { layer_index } of layers) {
    const row = rows.at(-1);
    if (row?.at(-1) === layer_index - 1) row.push(layer_index);
    else rows.push([layer_index]);
  }
  const parts = rows.flatMap((row) => {
    const names = row.map((layer_index) => String(layer_index + 1));
    return row.length < 3 ? names : [`${names[0]} to ${names.at(-1)}`];
  });
  const last = parts.pop();
  const list = parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
  return `${layers.length === 1 ? "layer" : "layers"} ${list}`;
}

/**
 * @param {number} size positive
 * @param {number} digits
 */
function scientific(size, digits) {
  return size.toExponential(digits - 1).replace("e+", "e");
}
