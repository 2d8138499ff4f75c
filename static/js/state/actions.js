/** What a person can do to the experiment. Each changes the store and asks for a new result. */

import { readAddress } from "./address.js";
import {
  changeRun,
  completeExperiment,
  findPreset,
  fitExperiment,
  nextRun,
  same,
} from "./experiment.js";
import { addIntervention, forkInterventions, sharedUntil, withoutRun } from "./interventions.js";
import { baseRun, POINT_LABEL } from "./map_settings.js";
import { runProperties } from "./properties.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").Intervention} Intervention */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../stream/runner.js").Pace} Pace */

/** New seeds are below this: short enough to read out, many enough not to meet again. */
const SEEDS = 10000;

/**
 * @param {object} options
 * @param {import("./store.js").Store<State>} options.store
 * @param {Catalog} options.catalog
 * @param {(pace?: Pace, from?: number) => void} options.request asks the server for the
 *   experiment's result, which differs from the last from an epoch on
 * @param {(change: import("./past.js").Change) => void} [options.remember] told of each change
 * @param {() => number} [options.random]
 */
export function createActions({
  store,
  catalog,
  request,
  remember = () => {},
  random = Math.random,
}) {
  let last_id = 0;
  const newId = () => {
    last_id += 1;
    return last_id;
  };
  const current = () => /** @type {ExperimentState} */ (store.get().experiment);

  /**
   * @param {ExperimentState} experiment
   * @param {number[]} [lane_ids]
   * @param {Partial<State>} [told] what else the address says
   * @returns {number} the first epoch at which its result may differ from the one before
   */
  const put = (experiment, lane_ids = store.get().lane_ids, told = {}) => {
    const before = store.get().experiment;
    const same_lanes = before !== null && lane_ids.join() === store.get().lane_ids.join();
    // From here on the shown result is another experiment's: it is not complete for this one.
    const preset = findPreset(catalog, experiment);
    store.set({ experiment, preset, lane_ids, status: "connecting", ...told });
    if (
      !same_lanes ||
      !same({ ...before, interventions: [] }, { ...experiment, interventions: [] })
    )
      return 0;
    const epoch = sharedUntil(before.interventions, experiment.interventions);
    return Number.isFinite(epoch) ? epoch : 0;
  };

  /**
   * @param {Partial<ExperimentState>} patch
   * @param {Pace} [pace]
   * @param {{lane_ids?: number[], place?: unknown}} [more] `place` is what was changed, where its
   *   name in the patch does not say it
   */
  const edit = (patch, pace = "now", { lane_ids, place = Object.keys(patch) } = {}) => {
    const next = { ...current(), ...patch };
    const from = put(patch.hidden_layers === undefined ? next : fitExperiment(next), lane_ids);
    remember({ place: JSON.stringify(place), pace });
    request(pace, from);
  };

  /**
   * @param {ExperimentState} experiment
   * @param {{is_change?: boolean}} [how] whether it is one that Undo takes back
   */
  const open = (experiment, { is_change = true } = {}) => {
    put(experiment, experiment.runs.map(newId));
    if (is_change) remember({ place: "all", pace: "now" });
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
      edit({ runs }, pace, { place: [lane_id, ...Object.keys(patch)] });
    },
    addRun() {
      const lane_ids = [...store.get().lane_ids, newId()];
      edit({ runs: [...current().runs, nextRun(catalog, current())] }, "now", { lane_ids });
    },
    /**
     * Puts a copy of a run, with all that was done to it by hand, beside it.
     * @param {number} lane_id
     */
    forkRun(lane_id) {
      const { lane_ids } = store.get();
      const { runs, interventions } = current();
      const run = lane_ids.indexOf(lane_id);
      if (run < 0) return;
      const fork = { ...runs[run], label: forkLabel(runs, runs[run].label ?? "Run") };
      edit(
        {
          runs: runs.toSpliced(run + 1, 0, fork),
          interventions: forkInterventions(interventions, run),
        },
        "now",
        { lane_ids: lane_ids.toSpliced(run + 1, 0, newId()) },
      );
    },
    /** @param {Intervention} one */
    intervene(one) {
      edit({ interventions: addIntervention(current().interventions, one) });
    },
    /** @param {Intervention} one of those of the experiment */
    takeBack(one) {
      edit({ interventions: current().interventions.filter((each) => each !== one) });
    },
    /** @param {number} lane_id */
    removeRun(lane_id) {
      const { lane_ids } = store.get();
      const index = lane_ids.indexOf(lane_id);
      if (index < 0) return;
      const { runs, interventions } = current();
      edit(
        {
          runs: runs.filter((_, i) => i !== index),
          interventions: withoutRun(interventions, index),
        },
        "now",
        { lane_ids: lane_ids.filter((id) => id !== lane_id) },
      );
    },
    /**
     * Shows the network of a map's cell in a lane of its own, the same one each time.
     * @param {import("../types.js").ExperimentRequest} patch
     */
    showPoint(patch) {
      const { lane_ids } = store.get();
      const { own, shared } = divide(catalog, current(), patch);
      const runs = [...current().runs];
      const at = runs.findIndex(({ label }) => label === POINT_LABEL);
      const base = baseRun(current(), store.get().selection.run);
      const run = { ...base, ...own, label: POINT_LABEL };
      const added = at < 0 && runs.length < mostRuns(catalog);
      if (at < 0 && !added) return;
      edit({ ...shared, runs: added ? [...runs, run] : runs.with(at, run) }, "sliding", {
        place: "point",
        ...(added ? { lane_ids: [...lane_ids, newId()] } : {}),
      });
    },
    /**
     * Keeps the network of a map's cell as a lane.
     * @param {import("../types.js").ExperimentRequest} patch
     * @param {string} label
     */
    keepPoint(patch, label) {
      const { own, shared } = divide(catalog, current(), patch);
      const { runs } = current();
      if (runs.length >= mostRuns(catalog)) return;
      const run = { ...baseRun(current(), store.get().selection.run), ...own, label };
      const lane_ids = [...store.get().lane_ids, newId()];
      edit({ ...shared, runs: [...runs, run] }, "now", { lane_ids });
    },
    newSeed: () => edit({ seed: Math.floor(random() * SEEDS) }),
    /** @param {string} name */
    openPreset(name) {
      const preset = catalog.presets.find((each) => each.name === name);
      if (preset === undefined) return;
      store.set({ ignored: [] });
      open(completeExperiment(catalog, preset.request));
    },
    /**
     * @param {string} fragment
     * @param {number[]} [known] the lanes that its runs had
     * @param {(view: import("./address_view.js").View, is_shown: boolean) => string[]} [onView] told
     *   what of it is looked at, before its result is asked for, and whether that is the one that is
     *   shown; gives what it does not understand
     */
    openAddress(fragment, known = [], onView = () => []) {
      const { experiment, view, lesson, ignored } = readAddress(catalog, fragment);
      const now = store.get();
      const is_shown =
        now.result !== null &&
        known.join() === now.lane_ids.join() &&
        same([experiment, lesson], [now.experiment, now.lesson]);
      store.set({ ignored: [...ignored, ...onView(view, is_shown)] });
      if (is_shown) return;
      last_id = Math.max(last_id, ...known);
      const fits = known.length === experiment.runs.length;
      const lane_ids = fits ? known : experiment.runs.map(newId);
      // At once: a step of the lesson and its experiment belong together.
      request("now", put(experiment, lane_ids, { lesson }));
    },
  };
}

/**
 * @param {Catalog} catalog
 * @returns {number} runs an experiment has at most
 */
function mostRuns({ limits }) {
  return limits.find(({ name }) => name === "runs")?.value ?? Infinity;
}

/**
 * What a patch sets for one run, and what it sets for all of them.
 * @param {Catalog} catalog
 * @param {ExperimentState} experiment
 * @param {import("../types.js").ExperimentRequest} patch
 * @returns {{own: RunPatch, shared: Partial<ExperimentState>}}
 */
function divide(catalog, experiment, patch) {
  const whole = /** @type {Record<string, unknown>} */ (
    /** @type {unknown} */ (completeExperiment(catalog, { ...experiment, ...patch }))
  );
  const of_runs = runProperties().map(({ name }) => name);
  const parts = Object.keys(patch).map((name) => [name, whole[name]]);
  return {
    own: Object.fromEntries(parts.filter(([name]) => of_runs.includes(String(name)))),
    shared: Object.fromEntries(parts.filter(([name]) => !of_runs.includes(String(name)))),
  };
}

/**
 * @param {readonly RunPatch[]} runs
 * @param {string} label of the run that is copied
 * @returns {string} one that no run has
 */
function forkLabel(runs, label) {
  const stem = label.replace(/ \(fork(?: \d+)?\)$/, "");
  const taken = new Set(runs.map((run) => run.label));
  for (let count = 1; ; count++) {
    const name = `${stem} (fork${count > 1 ? ` ${count}` : ""})`;
    if (!taken.has(name)) return name;
  }
}
