/** Labels beside the ends of lines: as near to their line as they can be without overlapping. */

/**
 * @param {readonly number[]} wanted a position for each label, in any order
 * @param {number} gap least distance between two
 * @param {number} low
 * @param {number} high
 * @returns {number[]} positions in the order of the labels, whose order on the axis is that of
 *   `wanted`; between `low` and `high` as long as they fit there
 */
export function spreadLabels(wanted, gap, low, high) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
  const placed = order.map((i) => Math.min(high, Math.max(low, wanted[i])));
  // Down from the top so that none overlaps, then back up where that left the room.
  for (let i = 1; i < placed.length; i++) placed[i] = Math.max(placed[i], placed[i - 1] + gap);
  let limit = high;
  for (let i = placed.length - 1; i >= 0; i--) {
    placed[i] = Math.min(placed[i], limit);
    limit = placed[i] - gap;
  }
  /** @type {number[]} */
  const positions = Array(wanted.length);
  order.forEach((i, rank) => {
    positions[i] = placed[rank];
  });
  return positions;
}
