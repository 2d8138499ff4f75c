/** The one place that holds what the page knows. */

/**
 * @template {object} S
 * @typedef {object} Store
 * @property {() => Readonly<S>} get
 * @property {(patch: Partial<S>) => void} set replaces the fields given; listeners hear which of
 *   them really changed, once all are in place
 * @property {(listener: Listener<S>) => () => void} subscribe gives the function that ends it
 */

/**
 * @template {object} S
 * @typedef {(state: Readonly<S>, changed: ReadonlySet<keyof S>) => void} Listener
 */

/**
 * @template {object} S
 * @param {S} initial
 * @returns {Store<S>}
 */
export function createStore(initial) {
  let state = { ...initial };
  /** @type {Set<Listener<S>>} */
  const listeners = new Set();
  return {
    get: () => state,
    set(patch) {
      const keys = /** @type {(keyof S)[]} */ (Object.keys(patch));
      const changed = new Set(keys.filter((key) => !Object.is(state[key], patch[key])));
      if (changed.size === 0) return;
      state = { ...state, ...patch };
      for (const listener of [...listeners]) listener(state, changed);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
