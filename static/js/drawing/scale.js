/** Scales: numbers to positions, round limits, ticks. */

/** @typedef {readonly [number, number]} Interval lowest, highest */

/** Leading digits at which limits are rounded up: steps of at most a factor 1.5. */
const ROUND_STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/**
 * The smallest round number not below a positive one.
 * @param {number} value
 * @returns {number} 0 for 0, for negative and for non-finite values
 */
export function roundUp(value) {
  if (!(value > 0) || !Number.isFinite(value)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  // A hair of slack, so that 0.30000000000000004 stays 0.3.
  const step = ROUND_STEPS.find((candidate) => lead <= candidate * (1 + 1e-9)) ?? 10;
  return Number((step * power).toPrecision(6));
}

/**
 * @param {Interval} domain
 * @param {Interval} range
 * @returns {(value: number) => number} linear; the middle of the range for an empty domain
 */
export function linear([from, to], [start, end]) {
  const span = to - from;
  if (span === 0) return () => (start + end) / 2;
  const slope = (end - start) / span;
  return (value) => start + (value - from) * slope;
}

/**
 * @param {Interval} domain both ends positive
 * @param {Interval} range
 * @returns {(value: number) => number} values at or below 0 go to the lower end
 */
export function logarithmic([from, to], range) {
  const inner = linear([Math.log10(from), Math.log10(to)], range);
  return (value) => inner(Math.log10(Math.max(from, value)));
}

/**
 * Round numbers within an interval, about as many as asked for.
 * @param {Interval} domain
 * @param {number} wanted
 * @returns {number[]}
 */
export function ticks([from, to], wanted) {
  const span = to - from;
  if (!(span > 0) || wanted < 1) return [from];
  const raw = span / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((s) => raw <= s * power * (1 + 1e-9)) ?? 10);
  /** @type {number[]} */
  const found = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
    found.push(Number((i * step).toPrecision(12)));
  }
  return found;
}

/**
 * Powers of ten within an interval, thinned to at most the number asked for.
 * @param {Interval} domain both ends positive
 * @param {number} wanted
 * @returns {number[]}
 */
export function decades([from, to], wanted) {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, wanted)));
  /** @type {number[]} */
  const found = [];
  for (let exponent = first; exponent <= last; exponent += stride) found.push(10 ** exponent);
  return found;
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
