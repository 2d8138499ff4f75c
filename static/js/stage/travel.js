/**
 * Going through what was done, by buttons, keys and the browser's own, and keeping the address. A
 * change of the experiment is an entry of the browser's history, and so is turning to another place
 * of the page; what is chosen within a place takes the place of what the entry held before.
 */

import { FIRST_SELECTION, FIRST_TAB } from "../state/address_view.js";
import { readSettings } from "../state/tab_settings.js";
import { handleUndoKeys } from "./keys.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../state/address_view.js").View} View */

/** How long the address waits for what is shown to come to rest, ms. */
const SETTLED = 300;

/** What an address tells, beside the epoch at which the training stands. */
const TOLD = /** @type {const} */ ([
  "experiment",
  "lesson",
  "played_from",
  "inspector_tab",
  "tab_settings",
  "map",
  "selection",
  "speed",
  "presenting",
  "exercise",
  "instruments",
]);

/**
 * The place of the page that is looked at.
 * @param {State} state
 */
function placeOf({ inspector_tab, selection, presenting, exercise }) {
  const is_near = selection.neuron !== null;
  return JSON.stringify([inspector_tab, selection.run, is_near, presenting, exercise]);
}

/**
 * @param {object} parts
 * @param {{undo: HTMLButtonElement, redo: HTMLButtonElement}} parts.elements
 * @param {import("../types.js").Catalog} parts.catalog
 * @param {import("../state/store.js").Store<State>} parts.store
 * @param {ReturnType<typeof import("../state/actions.js").createActions>} parts.actions
 * @param {import("../stream/playback.js").Playback} parts.playback
 * @param {ReturnType<typeof import("../state/past.js").createPast>} parts.past
 * @param {readonly {name: string, instruments?: readonly string[],
 *   settings?: (catalog: import("../types.js").Catalog) => readonly
 *   import("../types.js").Parameter[]}[]} parts.tabs
 * @param {(instruments: readonly string[]) => void} parts.record has the shown result hold more
 */
export function createTravel({ elements, catalog, store, actions, playback, past, tabs, record }) {
  const { undo, redo } = elements;
  undo.addEventListener("click", past.undo);
  redo.addEventListener("click", past.redo);
  handleUndoKeys(past);
  /** @type {ReturnType<typeof setTimeout> | undefined} set while the address waits */
  let timer;
  let is_arriving = false;
  let last = store.get();

  const refresh = (/** @type {State} */ state) => {
    clearTimeout(timer);
    timer = undefined;
    past.refresh(state);
  };

  /**
   * @param {View} view
   * @returns {string[]} what of it is not understood
   */
  const lookAt = ({ tab, chosen, speed, presenting, exercise, measured, map }) => {
    /** @type {string[]} */
    const ignored = [];
    const known = tabs.find(({ name }) => name === (tab?.name ?? FIRST_TAB));
    if (tab !== undefined && known !== undefined) {
      const told = /** @type {Record<string, string>} */ (tab.settings);
      const settings = readSettings(known.settings?.(catalog) ?? [], told, ignored);
      store.set({ tab_settings: { ...store.get().tab_settings, [known.name]: settings } });
    } else if (tab !== undefined) ignored.push(`tab=${tab.name} (there is no such tab)`);
    store.set({
      inspector_tab: known?.name ?? FIRST_TAB,
      selection: chosen ?? FIRST_SELECTION,
      speed: speed ?? 1,
      presenting: presenting ?? false,
      exercise: exercise ?? null,
      map: map ?? null,
    });
    const wanted = [...(known?.instruments ?? []), ...(measured ?? [])];
    if (store.get().result === null) actions.read(wanted);
    else record(wanted);
    return ignored;
  };

  /**
   * @param {View} view
   * @param {boolean} is_shown whether the experiment is the one that is shown already
   */
  const standAt = ({ epoch, playing = epoch === undefined }, is_shown) => {
    if (!is_shown) {
      if (epoch !== undefined) playback.holdAt(epoch, playing);
    } else if (!playing) playback.stay(epoch ?? 0, null);
    // What was played through before is seen at its end.
    else if (store.get().played_from === null) playback.stay(Infinity, epoch ?? 0);
  };

  return {
    /** @param {ReturnType<typeof past.arrive>} [arrived] absent for the page's first address */
    open({ lane_ids, keeps_place } = { lane_ids: [], keeps_place: false }) {
      clearTimeout(timer);
      timer = undefined;
      is_arriving = true;
      actions.openAddress(location.hash, lane_ids, (view, is_shown) => {
        const ignored = keeps_place ? [] : lookAt(view);
        standAt(view, is_shown);
        return ignored;
      });
      is_arriving = false;
      past.refresh(store.get());
    },
    /**
     * @param {State} state
     * @param {ReadonlySet<keyof State>} changed
     */
    update(state, changed) {
      const before = last;
      last = state;
      undo.disabled = !state.can_undo;
      redo.disabled = !state.can_redo;
      if (is_arriving) return;
      const turns = placeOf(state) !== placeOf(before);
      // The entry that is left holds what was shown to its end.
      if (timer !== undefined && (turns || changed.has("experiment"))) refresh(before);
      if (turns) past.turn();
      // Browsers allow only so many addresses in a while; playing changes none.
      const stands = !state.playing && (changed.has("frame") || changed.has("result"));
      if (!stands && !TOLD.some((key) => changed.has(key))) return;
      clearTimeout(timer);
      timer = setTimeout(() => refresh(store.get()), SETTLED);
    },
  };
}
