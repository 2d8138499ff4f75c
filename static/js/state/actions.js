/** What a person can do to the experiment. Each changes the store and asks for a new result. */

import { readAddress } from "./address.js";
import { changeRun, completeExperiment, findPreset, nextRun } from "./experiment.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../stream/runner.js").Pace} Pace */

/** New seeds are below this: short enough to read out, many enough not to meet again. */
const SEEDS = 10000;

/**
 * @param {object} options
 * @param {import("./store.js").Store<State>} options.store
 * @param {Catalog} options.catalog
 * @param {(pace?: Pace) => void} options.request asks the server for the experiment's result
 * @param {() => number} [options.random]
 */
export function createActions({ store, catalog, request, random = Math.random }) {
  let last_id = 0;
  const newId = () => {
    last_id += 1;
    return last_id;
  };
  const current = () => /** @type {ExperimentState} */ (store.get().experiment);

  /**
   * @param {Partial<ExperimentState>} patch
   * @param {Pace} [pace]
   */
  const edit = (patch, pace = "now") => {
    const experiment = { ...current(), ...patch };
    store.set({ experiment, preset: findPreset(catalog, experiment) });
    request(pace);
  };

  /** @param {ExperimentState} experiment */
  const open = (experiment) => {
    const preset = findPreset(catalog, experiment);
    store.set({ experiment, preset, lane_ids: experiment.runs.map(newId) });
    request("now");
  };

  return {
    edit,
    open,
    /**
     * Has every later result hold some readings; costs nothing until somebody wants them.
     * @param {readonly string[]} names
     * @returns {boolean} whether the shown result lacks any
     */
    read(names) {
      const { instruments } = store.get();
      const more = names.filter((name) => !instruments.includes(name));
      if (more.length > 0) store.set({ instruments: [...instruments, ...more] });
      return more.length > 0;
    },
    /**
     * @param {number} lane_id
     * @param {RunPatch} patch `undefined` takes an override back
     * @param {Pace} pace
     */
    editRun(lane_id, patch, pace) {
      const { lane_ids } = store.get();
      const runs = current().runs.map((run, i) =>
        lane_ids[i] === lane_id ? changeRun(catalog, run, patch) : run,
      );
      edit({ runs }, pace);
    },
    addRun() {
      store.set({ lane_ids: [...store.get().lane_ids, newId()] });
      edit({ runs: [...current().runs, nextRun(catalog, current())] });
    },
    /** @param {number} lane_id */
    removeRun(lane_id) {
      const { lane_ids } = store.get();
      const index = lane_ids.indexOf(lane_id);
      store.set({ lane_ids: lane_ids.filter((id) => id !== lane_id) });
      edit({ runs: current().runs.filter((_, i) => i !== index) });
    },
    newSeed: () => edit({ seed: Math.floor(random() * SEEDS) }),
    /** @param {string} name */
    openPreset(name) {
      const preset = catalog.presets.find((each) => each.name === name);
      if (preset === undefined) return;
      store.set({ ignored: [] });
      open(completeExperiment(catalog, preset.request));
    },
    /** @param {string} fragment */
    openAddress(fragment) {
      const { experiment, ignored } = readAddress(catalog, fragment);
      store.set({ ignored });
      open(experiment);
    },
  };
}
