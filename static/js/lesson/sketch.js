/** A loss curve that somebody expects: a few heights from the first epoch to the last. */

import { formatNumber } from "../words/format.js";

/** Heights that make a curve. */
export const KNOTS = 7;
/** The axis they are drawn on reaches from 0 to here; knowing nothing costs 0.693. */
export const TOP = 1;
/** A curve nobody has touched: what knowing nothing costs, all along. */
export const UNTOUCHED = Object.freeze(new Array(KNOTS).fill(0.69));
/** Losses that differ by no more than this agree, as far as a hand can draw. */
const NEAR = 0.1;

/**
 * @param {string | null} prediction
 * @returns {number[] | null} null where it is no curve
 */
export function readSketch(prediction) {
  if (prediction === null || !/^\d+(\.\d+)+$/.test(prediction)) return null;
  const heights = prediction.split(".").map((hundredths) => Number(hundredths) / 100);
  return heights.length === KNOTS ? heights.map(keep) : null;
}

/**
 * @param {readonly number[]} heights
 * @returns {string} in hundredths: 69.69.40.10.5.2.1
 */
export function writeSketch(heights) {
  return heights.map((height) => String(Math.round(100 * height))).join(".");
}

/**
 * The curve after a stroke of the pen.
 * @param {readonly number[]} heights
 * @param {{at: number, height: number}} from share of the epochs, and loss
 * @param {{at: number, height: number}} to
 */
export function stroke(heights, from, to) {
  const last = heights.length - 1;
  const [left, right] = from.at <= to.at ? [from, to] : [to, from];
  return heights.map((height, i) => {
    const at = i / last;
    if (i === Math.round(to.at * last)) return keep(to.height);
    if (at < left.at || at > right.at) return height;
    const share = right.at === left.at ? 0 : (at - left.at) / (right.at - left.at);
    return keep(left.height + share * (right.height - left.height));
  });
}

/**
 * What the curve says at a share of the epochs.
 * @param {readonly number[]} heights
 * @param {number} at from 0 to 1
 */
export function heightAt(heights, at) {
  const place = Math.max(0, Math.min(1, at)) * (heights.length - 1);
  const left = Math.min(Math.floor(place), heights.length - 2);
  return heights[left] + (place - left) * (heights[left + 1] - heights[left]);
}

/**
 * Where the run went another way than expected, in words.
 * @param {readonly number[]} heights
 * @param {readonly number[]} epochs
 * @param {readonly (number | null)[]} losses one an epoch
 * @returns {{is_near: boolean, text: string}}
 */
export function describeGap(heights, epochs, losses) {
  const last = epochs[epochs.length - 1];
  const gaps = losses.map((loss, i) =>
    loss === null ? 0 : Math.min(loss, TOP) - heightAt(heights, epochs[i] / last),
  );
  const widest = gaps.reduce(
    (best, gap, i) => (Math.abs(gap) > Math.abs(gaps[best]) ? i : best),
    0,
  );
  const mean = gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / gaps.length;
  if (mean <= NEAR) {
    return { is_near: true, text: `On average you were off by ${formatNumber(mean, 2)}.` };
  }
  const at = epochs[widest];
  const expected = formatNumber(heightAt(heights, at / last), 2);
  const found = formatNumber(losses[widest] ?? null, 2);
  return {
    is_near: false,
    text: `The gap is widest at epoch ${at}: you expected a loss of ${expected}, it was ${found}.`,
  };
}

/** @param {number} height */
function keep(height) {
  return Math.max(0, Math.min(TOP, height));
}
