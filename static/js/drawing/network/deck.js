/**
 * Where the tiles of a layer lie: neurons that are one lie as one, like cards of a deck. Exact
 * clones cover each other almost wholly, neurons that only look alike about half, and each that has
 * become different has a place of its own.
 */

/** @typedef {import("./layout.js").Column} Column */

/** Share of a tile by which a card shows from under an exact clone, and under a near one. */
const TIGHT = 0.2;
const LOOSE = 0.58;
/** A card shows at least so much, px. */
const LEAST_PX = 3;

/**
 * @param {Column} column
 * @param {readonly number[]} exact for each neuron the first identical one
 * @param {readonly number[]} visible for each neuron the first one that looks the same
 * @returns {number[] | null} top of each tile, px; null for a block of several columns, which has
 *   no room to move in
 */
export function deckTops(column, exact, visible) {
  const { tile, gap, box, cols, count } = column;
  if (cols > 1 || count < 2) return null;
  const order = deckOrder(exact, visible);
  const tops = /** @type {number[]} */ (Array(count).fill(0));
  let y = 0;
  order.forEach((neuron, i) => {
    const before = order[i - 1];
    if (i > 0) {
      const share = exact[before] === exact[neuron] ? TIGHT : LOOSE;
      const together = visible[before] === visible[neuron];
      y += together ? Math.max(LEAST_PX, share * tile) : tile + gap;
    }
    tops[neuron] = y;
  });
  const start = box.y + (box.height - y - tile) / 2;
  return tops.map((top) => start + top);
}

/**
 * Neurons of one class one after the other, the classes in the order of their first neurons.
 * @param {readonly number[]} exact
 * @param {readonly number[]} visible
 */
export function deckOrder(exact, visible) {
  return exact
    .map((_, neuron) => neuron)
    .sort((a, b) => visible[a] - visible[b] || exact[a] - exact[b] || a - b);
}

/** Time in which a card has gone most of its way, ms. */
const EASE_MS = 110;
/** After a rest the clock has run on, but the motion has not. */
const LONGEST_STEP_MS = 50;
/** Nearer than this a card has arrived, px. */
const ARRIVED_PX = 0.3;

/**
 * Tiles on the way to their places.
 * @param {() => boolean} still whether no motion is wanted
 */
export function createDecks(still) {
  /** @type {(number[] | null)[]} */
  let tops = [];
  let shape = "";
  let last = 0;
  return {
    /** @returns {readonly (number[] | null)[]} one entry for each layer */
    tops: () => tops,
    /**
     * @param {readonly (number[] | null)[]} goals
     * @param {string} key of the layout; in another one nothing moves from where it was
     * @param {number} time ms
     * @returns {boolean} whether something is still on its way
     */
    step(goals, key, time) {
      const elapsed = Math.min(LONGEST_STEP_MS, Math.max(0, time - last));
      last = time;
      if (key !== shape || still()) {
        shape = key;
        tops = goals.map((goal) => goal && [...goal]);
        return false;
      }
      const share = 1 - Math.exp(-elapsed / EASE_MS);
      let moving = false;
      tops = goals.map((goal, layer) => {
        const from = tops[layer];
        if (!goal || !from) return goal;
        return goal.map((top, i) => {
          const way = top - from[i];
          if (Math.abs(way) < ARRIVED_PX) return top;
          moving = true;
          return from[i] + way * share;
        });
      });
      return moving;
    },
  };
}
