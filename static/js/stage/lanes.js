/** The lanes, one for each run: made, removed and drawn as the state says. */

import { commonRanges } from "../drawing/network/pictures.js";
import { clampSelection } from "../state/selection.js";
import { createLane } from "./lane.js";
import { currentRoom, onRoomChange } from "./room.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Hover} Hover */
/** @typedef {import("../types.js").State} State */

/** Why a lane has nothing to show, where it is not that the server is at work on it. */
const ABSENT = /** @type {Readonly<Partial<Record<State["status"], string>>>} */ ({
  busy: "Waiting for the server",
  offline: "Waiting for the server",
  invalid: "Not computed",
  failed: "Not computed",
});

/**
 * @param {HTMLElement} host
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {import("../state/store.js").Store<State>} options.store
 * @param {ReturnType<typeof import("../state/actions.js").createActions>} options.actions
 * @param {(hover: Hover) => void} options.onHover
 * @param {(lane_id: number) => void} options.onFork
 * @param {(lane_id: number) => void} options.onOwn weights of one's own are asked for
 * @param {() => void} options.onEnter a neuron was chosen by a key
 */
export function createLanes(host, { catalog, store, actions, onHover, onFork, onOwn, onEnter }) {
  /** @type {Map<number, ReturnType<typeof createLane>>} */
  const lanes = new Map();
  // What stood here until there were any.
  host.replaceChildren();

  /** @param {number} lane_id */
  const makeLane = (lane_id) => {
    /**
     * @param {{layer_index: number, neuron: number, from?: number | null}} neuron
     * @param {string} inspector_tab
     */
    const select = ({ layer_index, neuron, from = null }, inspector_tab) => {
      const run = store.get().result?.lanes.findIndex((each) => each.lane_id === lane_id) ?? -1;
      if (run < 0) return;
      store.set({ selection: { run, layer_index, neuron, from }, inspector_tab });
    };
    const lane = createLane(catalog, {
      onChange: (patch, pace) => actions.editRun(lane_id, patch, pace),
      onRemove: () => actions.removeRun(lane_id),
      onSelect: (neuron) => select(neuron, store.get().inspector_tab),
      onEnter,
      onEdge: (edge) => select(edge, store.get().inspector_tab),
      onWeight({ layer_index, from, neuron }, value) {
        const { result, frame, lane_ids } = store.get();
        const run = lane_ids.indexOf(lane_id);
        if (result === null || run < 0) return;
        const epoch = result.epochs[frame];
        actions.intervene({ action: "set_weight", epoch, run, layer_index, from, neuron, value });
      },
      onFork: () => onFork(lane_id),
      onOwn: () => onOwn(lane_id),
      onExplain: (neuron) => select(neuron, "why"),
      onHover,
    });
    lanes.set(lane_id, lane);
    host.append(lane.element);
  };

  /** @param {number[]} lane_ids */
  const keepOnly = (lane_ids) => {
    for (const [lane_id, lane] of lanes) {
      if (lane_ids.includes(lane_id)) continue;
      lane.destroy();
      lanes.delete(lane_id);
    }
    for (const lane_id of lane_ids) if (!lanes.has(lane_id)) makeLane(lane_id);
  };

  /** @param {State} state */
  const draw = (state) => {
    const { result, frame, lane_ids } = state;
    const selection = clampSelection(state);
    const ranges = result === null ? [] : commonRanges(result);
    for (const lane_id of lane_ids) {
      const shown = result?.lanes.find((each) => each.lane_id === lane_id);
      const props =
        result === null || shown === undefined
          ? null
          : { result, lane: shown, frame, selection, ranges };
      lanes.get(lane_id)?.draw(props, ABSENT[state.status]);
    }
  };

  const fit = () => {
    const { counts, loss } = currentRoom();
    host.style.setProperty("--counts-height", `${counts}px`);
    host.style.setProperty("--loss-height", `${loss}px`);
  };
  fit();
  onRoomChange(() => {
    fit();
    draw(store.get());
  });

  return {
    /** @param {number} index */
    focus(index) {
      const lane_id = store.get().lane_ids[index];
      if (lane_id !== undefined) lanes.get(lane_id)?.focus();
    },
    /** @param {number} run among the lanes of the result; its network comes into sight */
    reveal(run) {
      const lane_id = store.get().result?.lanes[run]?.lane_id;
      if (lane_id !== undefined) lanes.get(lane_id)?.reveal();
    },
    /**
     * @param {State} state
     * @param {ReadonlySet<keyof State>} changed
     */
    update(state, changed) {
      const { experiment, lane_ids, errors } = state;
      if (changed.has("lane_ids")) keepOnly(lane_ids);
      if (experiment !== null && (changed.has("experiment") || changed.has("lane_ids"))) {
        lane_ids.forEach((lane_id, i) => {
          const run = experiment.runs[i];
          if (run !== undefined) lanes.get(lane_id)?.edit(run, experiment);
        });
      }
      if (changed.has("errors")) lane_ids.forEach((id, i) => lanes.get(id)?.complain(errors, i));
      draw(state);
    },
  };
}
