/** Hidden layers as people write them: "8, 8, 4", "20 x 64" (20 layers of 64), or both mixed. */

import { NotAllowed } from "./values.js";

/** Equal layers in a row, from how many on they are written as "4 x 8". */
const WORTH_COUNTING = 4;

const TIMES = /\s*[x\u00d7*]\s*/gi;
const SEPARATOR = /[\s,;]+/;
const ITEM = /^(?:(\d+)x)?(\d+)$/;

/**
 * @typedef {object} WidthLimits
 * @property {number | null} most_layers
 * @property {number | null} most_neurons in one layer
 */

/**
 * @param {string} text empty for no hidden layer
 * @param {WidthLimits} limits
 * @returns {number[]} the neurons of each layer
 * @throws {NotAllowed} in a whole sentence
 */
export function parseWidths(text, { most_layers, most_neurons }) {
  const widths = [];
  for (const item of text.trim().replace(TIMES, "x").split(SEPARATOR).filter(Boolean)) {
    const [, times, neurons] = ITEM.exec(item) ?? [];
    if (neurons === undefined) {
      throw new NotAllowed(
        `\u201c${item}\u201d is no layer. Write the neurons of each, 8, 8, 8, or 20 x 64 for 20 layers of 64.`,
      );
    }
    const width = Number(neurons);
    if (width < 1 || (most_neurons !== null && width > most_neurons)) {
      const most = most_neurons === null ? "at least 1 neuron" : `1 to ${most_neurons} neurons`;
      throw new NotAllowed(`A layer has ${most}, not ${neurons}.`);
    }
    const layers = times === undefined ? 1 : Number(times);
    if (most_layers !== null && widths.length + layers > most_layers) {
      throw new NotAllowed(`There may be at most ${most_layers} hidden layers.`);
    }
    for (let i = 0; i < layers; i++) widths.push(width);
  }
  return widths;
}

/**
 * @param {readonly number[]} widths
 * @returns {string} what `parseWidths` reads as the same layers
 */
export function writeWidths(widths) {
  const parts = [];
  for (let from = 0; from < widths.length; ) {
    let to = from;
    while (to < widths.length && widths[to] === widths[from]) to += 1;
    const count = to - from;
    const equal = Array(count).fill(String(widths[from]));
    parts.push(...(count < WORTH_COUNTING ? equal : [`${count} x ${widths[from]}`]));
    from = to;
  }
  return parts.join(", ");
}
