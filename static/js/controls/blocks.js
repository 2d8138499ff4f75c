/** Which hidden layers an architecture can be made of, so that choosing one is never refused. */

/** @typedef {import("../types.js").Spec} Spec */

/** The width of a first layer where there is none. */
const USUAL_WIDTH = 8;

/**
 * By how many layers a network of an architecture grows and shrinks, and the fewest it has.
 * @param {string | Spec} architecture
 * @returns {{step: number, fewest: number}}
 */
export function growth(architecture) {
  const { name, block_layers } =
    typeof architecture === "string" ? { name: architecture } : architecture;
  if (name !== "residual") return { step: 1, fewest: 0 };
  // A first layer, and so many in each block.
  return { step: typeof block_layers === "number" ? block_layers : 1, fewest: 1 };
}

/**
 * How many layers the branch of each residual block has; 0 where there are no blocks.
 * @param {string | Spec} architecture
 * @returns {number}
 */
export function blockLayersOf(architecture) {
  const { step, fewest } = growth(architecture);
  return fewest === 0 ? 0 : step;
}

/**
 * The hidden layers nearest to those given of which the architecture can be made: in a residual one
 * all have the width of the first.
 * @param {string | Spec} architecture
 * @param {readonly number[]} widths
 * @param {number} most_layers
 * @returns {number[]}
 */
export function fitWidths(architecture, widths, most_layers) {
  const { step, fewest } = growth(architecture);
  if (fewest === 0) return [...widths];
  const most = Math.floor((most_layers - fewest) / step);
  const blocks = Math.min(most, Math.max(1, Math.round((widths.length - fewest) / step)));
  return Array(fewest + blocks * step).fill(widths[0] ?? USUAL_WIDTH);
}
