/**
 * What was done on the page as entries of the browser's history, the address of each holding what
 * was shown. Back and Forward walk through all of them. Undo and Redo go to those with the change
 * before or after, and pass over entries that only looked elsewhere.
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

/**
 * What is kept with an entry.
 * @typedef {object} Entry
 * @property {number} index among the page's own
 * @property {number[]} lane_ids the lanes that its runs had
 * @property {number} changes how many changes lead to it
 * @property {number} since how many entries it stands behind the last change
 */

/** A slide or a word being typed is one change as long as it does not rest for so long, ms. */
const REST = 2000;

/** @type {Omit<Entry, "lane_ids">} */
const FIRST_ENTRY = Object.freeze({ index: 0, changes: 0, since: 0 });

/**
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {import("./store.js").Store<State>} options.store
 * @param {Pick<History, "state" | "pushState" | "replaceState" | "go">} options.entries
 * @param {() => string} options.path the address without its fragment
 * @param {() => number} [options.now] ms
 */
export function createPast({ catalog, store, entries, path, now = () => performance.now() }) {
  let { index, changes, since } = isEntry(entries.state) ? entries.state : FIRST_ENTRY;
  /** Changes that lead to each entry, as far as this page has seen them. @type {number[]} */
  const seen = [];
  seen[index] = changes;
  /** @type {(Change & {at: number}) | null} */
  let before = null;
  let written = "";
  /** Whether Undo or Redo are on their way to an entry. */
  let is_for_change = false;

  /**
   * @param {boolean} adds whether an entry is added
   * @param {State} [state] what it holds
   */
  const write = (adds, state = store.get()) => {
    if (state.experiment === null) return;
    const address = writeAddress(catalog, state.experiment, viewOf(state), state.lesson);
    /** @type {Entry} */
    const entry = { index, lane_ids: state.lane_ids, changes, since };
    const next = JSON.stringify([address, entry]);
    if (next === written) return;
    written = next;
    const url = address === "" ? path() : `${path()}#${address}`;
    if (adds) entries.pushState(entry, "", url);
    else entries.replaceState(entry, "", url);
  };
  const add = () => {
    index += 1;
    seen.length = index;
    seen[index] = changes;
  };
  const next = () => seen.findIndex((count, at) => at > index && count === changes + 1);
  /** @param {number} entries_on */
  const go = (entries_on) => {
    is_for_change = true;
    entries.go(entries_on);
  };
  const tell = () => store.set({ can_undo: changes > 0, can_redo: next() > 0 });

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
      if (goes_on) seen.length = index + 1;
      else {
        changes += 1;
        since = 0;
        add();
      }
      write(!goes_on);
      tell();
    },
    /** Another place of the page is looked at now. */
    turn() {
      before = null;
      since += 1;
      add();
      write(true);
      tell();
    },
    /**
     * Brings the address of the present entry up to what is shown.
     * @param {State} state
     */
    refresh: (state) => write(false, state),
    /**
     * The browser has gone to another entry, or somebody has typed an address.
     * @param {unknown} state of that entry
     * @returns {{lane_ids: number[], keeps_place: boolean}} the lanes that its runs had, none if the
     *   page does not know it, and whether it is only another experiment that was asked for
     */
    arrive(state) {
      const keeps_place = is_for_change;
      before = null;
      is_for_change = false;
      if (isEntry(state)) {
        ({ index, changes, since } = state);
        seen[index] = changes;
      } else {
        changes += 1;
        since = 0;
        add();
      }
      written = "";
      tell();
      return { lane_ids: isEntry(state) ? state.lane_ids : [], keeps_place };
    },
    undo() {
      if (changes > 0) go(-since - 1);
    },
    redo() {
      if (next() > 0) go(next() - index);
    },
    tell,
  };
}

/**
 * @param {unknown} state
 * @returns {state is Entry}
 */
function isEntry(state) {
  return typeof state === "object" && state !== null && "index" in state && "since" in state;
}
