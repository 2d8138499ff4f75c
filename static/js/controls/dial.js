/** The slider beside a number: which stretch it covers, and how positions become values. */

import { make } from "./dom.js";

/** @typedef {import("../types.js").Parameter} Parameter */

/**
 * @typedef {object} Stretch
 * @property {number} low
 * @property {number} high
 * @property {boolean} log whether equal distances are equal ratios
 */

/** Positions of a slider; fine enough that neighbours differ by about two per cent on a log one. */
const POSITIONS = 200;
/** A bound this many times the default is a guard, not a place people go: a log slider instead. */
const WIDE = 30;
/** Steps to either side of zero that a slider of a signed number covers. */
const SIGNED_STEPS = 20;
/** Steps up from zero that a slider covers where zero is the default. */
const STEPS_FROM_ZERO = 100;

/**
 * The stretch of a parameter worth sliding over; null where a slider helps nobody.
 * @param {Parameter} parameter
 * @returns {Stretch | null}
 */
export function stretchOf({ kind, name, minimum, maximum, default: usual, step }) {
  if ((kind !== "number" && kind !== "integer") || name.endsWith("seed")) return null;
  if (minimum === null || maximum === null || typeof usual !== "number") return null;
  const one = step ?? 0.1;
  if (minimum < 0) {
    const reach = Math.min(maximum, Math.max(2 * Math.abs(usual), SIGNED_STEPS * one));
    return { low: Math.max(minimum, -reach), high: reach, log: false };
  }
  if (usual === 0) {
    return { low: minimum, high: Math.min(maximum, STEPS_FROM_ZERO * one), log: false };
  }
  if (maximum > WIDE * usual) {
    const floor = kind === "integer" ? usual / 10 : usual / 100;
    return { low: Math.max(minimum, floor), high: Math.min(maximum, 1000 * usual), log: true };
  }
  return { low: minimum, high: maximum, log: false };
}

/**
 * @param {number} position 0 to 1
 * @param {Stretch} stretch
 * @param {boolean} whole
 * @returns {number} rounded to what the slider can tell apart: two significant digits or so
 */
export function valueAt(position, { low, high, log }, whole) {
  const exact = log ? low * (high / low) ** position : low + (high - low) * position;
  if (whole) return Math.round(exact);
  if (log) return Number(exact.toPrecision(2));
  const step = 10 ** Math.floor(Math.log10((high - low) / 100));
  return Number((Math.round(exact / step) * step).toPrecision(12));
}

/**
 * @param {number} value
 * @param {Stretch} stretch
 * @returns {number} 0 to 1
 */
export function positionOf(value, { low, high, log }) {
  const share = log
    ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
    : (value - low) / (high - low);
  return Math.min(1, Math.max(0, share));
}

/**
 * @param {object} options
 * @param {string} options.label
 * @param {Stretch} options.stretch
 * @param {boolean} options.whole
 * @param {(value: number) => void} options.onSlide
 */
export function createDial({ label, stretch, whole, onSlide }) {
  const element = make("input", {
    type: "range",
    class: "dial",
    min: 0,
    max: POSITIONS,
    step: 1,
    "aria-label": `${label}, coarse`,
  });
  element.addEventListener("input", () => {
    const value = valueAt(Number(element.value) / POSITIONS, stretch, whole);
    element.setAttribute("aria-valuetext", String(value));
    onSlide(value);
  });
  return {
    element,
    /** @param {number} value */
    update(value) {
      element.setAttribute("aria-valuetext", String(value));
      if (document.activeElement === element && element.matches(":active")) return;
      element.value = String(Math.round(positionOf(value, stretch) * POSITIONS));
    },
  };
}
