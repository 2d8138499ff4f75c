/** The page around a catalog: hands the state to whatever shows it, and what people do to it. */

import { fillSelect, setText } from "./controls/dom.js";
import { createExperimentForm } from "./controls/experiment_form.js";
import { createLater, fetchAhead, openBy } from "./controls/later.js";
import { createExplanation } from "./controls/popover.js";
import { createEmbed } from "./embed/embed.js";
import { quietHistory, restrict } from "./embed/permissions.js";
import { createInspector } from "./looks/inspector.js";
import { TABS } from "./looks/tabs.js";
import { handleKeys } from "./stage/keys.js";
import { createLanes } from "./stage/lanes.js";
import { createLegends } from "./stage/legends.js";
import { isMoment } from "./stage/moments.js";
import { createPresentation } from "./stage/presentation.js";
import { announce, announceMoments, describeStatus } from "./stage/status.js";
import { createTransport } from "./stage/transport.js";
import { createTravel } from "./stage/travel.js";
import { createActions } from "./state/actions.js";
import { writeAddress } from "./state/address.js";
import { viewOf } from "./state/address_view.js";
import { limitOf } from "./state/catalog.js";
import { readEmbedding } from "./state/embedding.js";
import { firstExperiment } from "./state/experiment.js";
import { createPast } from "./state/past.js";
import { AS_AT_FIRST } from "./state/tab_settings.js";
import { createPlayback } from "./stream/playback.js";
import { createRunner } from "./stream/runner.js";
import { createTooltip } from "./words/tooltip.js";

/** @typedef {import("./types.js").Catalog} Catalog */
/** @typedef {import("./types.js").RunPatch} RunPatch */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./state/store.js").Store<State>} Store */

/**
 * The elements the page fills.
 * @typedef {object} Elements
 * @property {HTMLSelectElement} presets
 * @property {HTMLButtonElement} undo
 * @property {HTMLButtonElement} redo
 * @property {HTMLButtonElement} share
 * @property {HTMLElement} lesson
 * @property {HTMLButtonElement} lesson_toggle
 * @property {HTMLElement} experiment
 * @property {HTMLElement} notice
 * @property {HTMLElement} status
 * @property {HTMLElement} status_text
 * @property {HTMLButtonElement} retry
 * @property {HTMLElement} legends
 * @property {HTMLButtonElement} present
 * @property {HTMLButtonElement} add_run
 * @property {HTMLElement} lanes
 * @property {HTMLElement} closer
 * @property {HTMLElement} tabs
 * @property {HTMLElement} panels
 * @property {HTMLElement} transport
 * @property {HTMLElement} tooltip
 * @property {HTMLElement} explanation
 * @property {HTMLElement} callout
 * @property {HTMLElement} live
 * @property {HTMLElement} content
 */

/** The choice among the examples that is none. */
const EXERCISES = "*exercises";

const loadCloser = () => import("./looks/closer/closer.js");
const loadHands = () => import("./stage/hands.js");
const loadCallouts = () => import("./stage/callouts.js");
const loadStudio = () => import("./embed/studio.js");
const loadLesson = () => import("./lesson/lesson.js");
const loadSave = () => import("./save/save.js");
const loadExercise = () => import("./exercise/exercise.js");
const loadOwnWeights = () => import("./own/own_weights.js");
const loadOwnData = () => import("./own/own_data.js");

/**
 * @param {Elements} elements
 * @param {Catalog} catalog
 * @param {Store} store
 * @param {(signal: AbortSignal) => Promise<Response | null>} opening gives the answer for the first
 *   experiment
 */
export function createPage(elements, catalog, store, opening) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const playback = createPlayback({
    store,
    isStill: () => still.matches,
    isMoment: (result, frame) => isMoment(catalog, result, frame),
  });
  const runner = createRunner({ store, playback, opening });
  const path = () => location.pathname + location.search;
  const embedding = readEmbedding(location.search);
  const entries = quietHistory(history, embedding);
  const past = createPast({ catalog, store, entries, path });
  const actions = restrict(
    createActions({ store, catalog, request: runner.request, remember: past.remember }),
    embedding,
  );
  const onHover = createTooltip(elements.tooltip);
  createExplanation(elements.explanation);
  const own_data = createLater(async () => {
    const { createOwnData } = await loadOwnData();
    return createOwnData({ catalog, onUse: (dataset) => actions.edit({ dataset }) });
  }, elements.notice);
  const exercise = createLater(async () => {
    const { createExercise } = await loadExercise();
    return createExercise(elements.lanes, {
      catalog,
      onStart: actions.open,
      onChoose: (name) => store.set({ exercise: name }),
      onGraded: (graded) => store.set({ graded }),
    });
  }, elements.notice);
  const own_weights = createLater(async () => {
    const { createOwnWeights } = await loadOwnWeights();
    const onUse = (/** @type {number} */ lane_id, /** @type {RunPatch} */ patch) =>
      actions.editRun(lane_id, patch, "now");
    return createOwnWeights({ catalog, onUse });
  }, elements.notice);
  const form = createExperimentForm(elements.experiment, {
    catalog,
    onChange: actions.edit,
    onOwn: async () => (await own_data.want()).open(),
  });
  const lanes = createLanes(elements.lanes, {
    catalog,
    store,
    actions,
    onHover,
    onFork(lane_id) {
      playback.hold();
      actions.forkRun(lane_id);
    },
    onOwn: async (lane_id) => (await own_weights.want()).open(lane_id),
    onEnter: async () => (await closer.want()).focus(),
  });
  /** @param {readonly string[]} instruments */
  const record = (instruments) => {
    if (!actions.read(instruments)) return;
    playback.hold();
    runner.request();
  };
  const travel = createTravel({
    elements,
    catalog,
    store,
    actions,
    playback,
    past,
    tabs: TABS,
    record,
  });
  const closer = createLater(async () => {
    const [{ createCloser }, { createHands }] = await Promise.all([loadCloser(), loadHands()]);
    const hands = createHands({ catalog, store, actions });
    return createCloser(elements.closer, {
      catalog,
      hands,
      onSelect: (selection) => store.set({ selection }),
      onOpen: (run) => requestAnimationFrame(() => lanes.reveal(run)),
      onHover,
    });
  }, elements.notice);
  const transport = createTransport(elements.transport, {
    catalog,
    onToggle: playback.toggle,
    onStep: playback.step,
    onScrub: playback.showEpoch,
    onReset: () => playback.show(0),
    onNewSeed: actions.newSeed,
    onSpeed: (speed) => store.set({ speed }),
    onMoment: playback.show,
    onHover,
  });
  const inspector = createInspector(elements, TABS, {
    catalog,
    onSelect: (selection) => store.set({ selection }),
    onTab({ name, instruments = [] }) {
      store.set({ inspector_tab: name });
      record(instruments);
    },
    onSettings({ name }, change) {
      const { tab_settings } = store.get();
      const settings = change(tab_settings[name] ?? AS_AT_FIRST);
      store.set({ tab_settings: { ...tab_settings, [name]: settings } });
    },
    map: {
      set: (map) => store.set({ map }),
      show: actions.showPoint,
      keep: actions.keepPoint,
      open: (experiment) => actions.open(experiment),
    },
    onHover,
  });
  if (embedding !== null) createEmbed(elements.content, { embedding, store });
  const presentation = createPresentation(elements.present, store);
  const callouts = createLater(async () => {
    const { createCallouts } = await loadCallouts();
    return createCallouts(elements.callout, {
      subjects: {
        picture: () => elements.lanes.querySelector("canvas"),
        moment: () => elements.transport.querySelector(".moment[data-kind=parting]"),
        settings: () => elements.experiment,
      },
      isBusy: presentation.isOn,
      onEnd: () => elements.lanes.focus({ preventScroll: true }),
    });
  }, elements.notice);
  const legends = createLegends(elements.legends, { catalog, onHover });
  const lesson = createLater(async () => {
    const { createLesson } = await loadLesson();
    return createLesson(elements, {
      catalog,
      onOpen(experiment, is_change) {
        store.set({ ignored: [] });
        actions.read(["signal"]);
        // A step runs from its start, wherever the one before was stopped.
        playback.show(0);
        actions.open(experiment, { is_change });
      },
      onProgress: (progress) => store.set({ lesson: progress }),
      onTurn: () => past.remember({ place: "lesson", pace: "now" }),
      onWatch(run) {
        const behavior = still.matches ? "auto" : "smooth";
        elements.lanes.children[run]?.scrollIntoView({ block: "start", behavior });
      },
    });
  }, elements.lesson);
  elements.lesson_toggle.disabled = false;
  openBy(elements.lesson_toggle, lesson);

  /**
   * What is loaded when the state wants it; the others when somebody presses for them.
   * @type {readonly [import("./controls/later.js").Later<State, any>, (state: State) => boolean][]}
   */
  const later_parts = [
    [closer, ({ selection, result }) => selection.neuron !== null && result !== null],
    [lesson, (now) => now.lesson !== null],
    [exercise, (now) => now.exercise !== null],
    // An embed is somebody else's page, which tells what it wants to.
    [callouts, ({ status }) => embedding === null && status === "complete"],
    [own_data, () => false],
    [own_weights, () => false],
  ];

  store.subscribe((state, changed) => {
    if (changed.has("experiment") && state.experiment !== null) {
      form.update(state.experiment);
      const limit = limitOf(catalog, "runs") ?? Infinity;
      elements.add_run.disabled = state.experiment.runs.length >= limit;
    }
    if (changed.has("preset")) {
      elements.presets.value = state.preset?.name ?? "";
      elements.presets.dataset.hint = aboutPreset(state.preset);
    }
    if (changed.has("errors")) form.complain(state.errors);
    lanes.update(state, changed);
    if (changed.has("result")) legends.update(state.result);
    transport.update(state);
    presentation.update(state);
    travel.update(state, changed);
    inspector.update(state);
    for (const [part, isWanted] of later_parts) {
      part.update(state);
      if (isWanted(state)) void part.want();
    }
    showStatus(elements, state);
    if (changed.has("ignored")) showIgnored(elements.notice, state.ignored);
  });
  /** @param {string} text */
  const say = (text) => setText(elements.live, text);
  announce(store, say);
  announceMoments(catalog, store, say);
  fetchOnceShown(store);

  fillSelect(elements.presets, [
    { name: "", label: "Own experiment" },
    ...catalog.presets,
    { name: EXERCISES, label: "Exercises\u2026" },
  ]);
  elements.presets.disabled = false;
  elements.presets.addEventListener("change", async () => {
    if (elements.presets.value !== EXERCISES) {
      actions.openPreset(elements.presets.value);
      return;
    }
    elements.presets.value = store.get().preset?.name ?? "";
    const { first, focus } = await exercise.want();
    store.set({ exercise: store.get().exercise ?? first });
    focus();
  });
  const studio = createLater(async () => {
    const { createStudio } = await loadStudio();
    return createStudio(elements.share, {
      state: store.get,
      write(state, starts_still) {
        const { epoch: here, ...view } = viewOf(state);
        const epoch = state.result?.epochs[state.frame] ?? here;
        const looked = starts_still && epoch !== undefined ? { ...view, epoch } : view;
        return writeAddress(
          catalog,
          state.experiment ?? firstExperiment(catalog),
          looked,
          state.lesson,
        );
      },
      async loadSaving(parts) {
        const page = {
          lanes: elements.lanes,
          legends: elements.legends,
          looks: [elements.closer, elements.panels],
        };
        const { createSave } = await loadSave();
        const player = { state: store.get, show: playback.show };
        return createSave({ catalog, page, player, ...parts });
      },
    });
  }, elements.notice);
  openBy(elements.share, studio);
  elements.add_run.addEventListener("click", actions.addRun);
  elements.retry.addEventListener("click", () => runner.request("now"));
  addEventListener("popstate", ({ state }) => travel.open(past.arrive(state)));
  handleKeys({
    toggle: playback.toggle,
    step: playback.step,
    jump: transport.jump,
    present: presentation.toggle,
    leave() {
      const was_open = callouts.now()?.close() || closer.now()?.close();
      if (!was_open) presentation.leave();
    },
    lane: (index) => lanes.focus(index),
  });
  travel.open();
}

/**
 * @param {Elements} elements
 * @param {State} state
 */
function showStatus({ status, status_text, retry }, state) {
  status.dataset.status = state.status;
  setText(status_text, describeStatus(state));
  retry.hidden = !["busy", "offline", "failed"].includes(state.status);
}

/**
 * Fetches what can be opened once the first result is whole, when the line has nothing else to do.
 * @param {Store} store
 */
function fetchOnceShown(store) {
  const end = store.subscribe(({ status }) => {
    if (status !== "complete") return;
    end();
    fetchAhead([
      loadCallouts,
      loadCloser,
      loadHands,
      loadStudio,
      loadLesson,
      loadSave,
      loadOwnData,
      loadExercise,
      loadOwnWeights,
      ...TABS.map(({ load }) => load),
    ]);
  });
}

/**
 * @param {HTMLElement} notice
 * @param {string[]} ignored
 */
function showIgnored(notice, ignored) {
  notice.hidden = ignored.length === 0;
  const parts = ignored.join("; ");
  setText(notice, notice.hidden ? "" : `Ignored in this page's address: ${parts}.`);
}

/**
 * What an example compares and, where it is after a paper, what that found and what differs here.
 * @param {import("./types.js").Preset | null} preset
 */
function aboutPreset(preset) {
  if (preset === null) return "";
  const { description, paper } = preset;
  if (paper === null) return description;
  return `${description} After ${paper.citation.text}. ${paper.shows} Here: ${paper.differs}`;
}
