/** The opening of brackets whose neurons have parted: a number a layer that eases to its goal. */

const DURATION_MS = 420;
/** After a rest the clock has run on, but the motion has not. */
const LONGEST_STEP_MS = 50;

/**
 * @typedef {object} Opening
 * @property {(goals: readonly number[], time: number) => boolean} step
 *   moves towards the goals (0 closed, 1 open); true while on the way
 * @property {() => readonly number[]} values
 */

/**
 * @param {() => boolean} still whether no motion is wanted
 * @returns {Opening}
 */
export function createOpening(still) {
  /** @type {number[]} */
  let values = [];
  let last = 0;
  return {
    values: () => values,
    step(goals, time) {
      const elapsed = Math.min(LONGEST_STEP_MS, Math.max(0, time - last));
      last = time;
      if (values.length !== goals.length || still()) {
        values = [...goals];
        return false;
      }
      const share = elapsed / DURATION_MS;
      values = values.map((value, i) => {
        const way = goals[i] - value;
        return Math.abs(way) <= share ? goals[i] : value + Math.sign(way) * share;
      });
      return values.some((value, i) => value !== goals[i]);
    },
  };
}
