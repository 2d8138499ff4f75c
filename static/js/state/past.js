/**
 * The changes of an experiment as entries of the browser's history: Undo and Redo are its Back and
 * Forward, and the address of each entry holds the experiment.
 */

import { writeAddress } from "./address.js";
import { viewOf } from "./address_view.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").State} State */

/**
 * @typedef {object} Change
 * @property {string} place what was changed, a name of its own for each
 * @property {import("../stream/runner.js").Pace} pace
 */

/** A slide or a word being typed is one change as long as it does not rest for so long, ms. */
const REST = 2000;

/**
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {import("./store.js").Store<State>} options.store
 * @param {Pick<History, "state" | "pushState" | "replaceState" | "go">} options.entries
 * @param {() => string} options.path the address without its fragment
 * @param {() => number} [options.now] ms
 */
export function createPast({ catalog, store, entries, path, now = () => performance.now() }) {
  let index = indexOf(entries.state);
  let last = index;
  /** @type {(Change & {at: number}) | null} */
  let before = null;
  let written = "";

  /** @param {boolean} adds whether an entry is added */
  const write = (adds) => {
    const state = store.get();
    if (state.experiment === null) return;
    const address = writeAddress(catalog, state.experiment, viewOf(state), state.lesson);
    const entry = { index, lane_ids: state.lane_ids };
    const next = JSON.stringify([address, entry]);
    if (next === written) return;
    written = next;
    const url = address === "" ? path() : `${path()}#${address}`;
    if (adds) entries.pushState(entry, "", url);
    else entries.replaceState(entry, "", url);
  };
  const tell = () => store.set({ can_undo: index > 0, can_redo: index < last });

  return {
    /** @param {Change} change that is in the store now */
    remember(change) {
      const at = now();
      const goes_on =
        before !== null &&
        before.place === change.place &&
        before.pace !== "now" &&
        at - before.at < REST;
      before = { ...change, at };
      if (!goes_on) index += 1;
      last = index;
      write(!goes_on);
      tell();
    },
    /** Brings the address of the present entry up to what is shown. */
    refresh: () => write(false),
    /**
     * The browser has gone to another entry, or somebody has typed an address.
     * @param {unknown} state of that entry
     * @returns {number[]} the lanes that its runs had
     */
    arrive(state) {
      before = null;
      if (isEntry(state)) index = state.index;
      else {
        index += 1;
        last = index;
      }
      last = Math.max(last, index);
      written = "";
      tell();
      return isEntry(state) ? state.lane_ids : [];
    },
    undo() {
      if (index > 0) entries.go(-1);
    },
    redo() {
      if (index < last) entries.go(1);
    },
    tell,
  };
}

/** @param {unknown} state */
function indexOf(state) {
  return isEntry(state) ? state.index : 0;
}

/**
 * @param {unknown} state
 * @returns {state is {index: number, lane_ids: number[]}}
 */
function isEntry(state) {
  return typeof state === "object" && state !== null && "index" in state && "lane_ids" in state;
}
