/**
 * The guided path: each step asks for a prediction, runs its experiment on the stage and explains
 * what was seen; it ends in the lesson's table, measured.
 */

import { make, makeButton, setText } from "../controls/dom.js";
import { completeExperiment, same } from "../state/experiment.js";
import { askForJson, createLatest, describeTrouble } from "../stream/question.js";
import { refusal } from "../stream/stream.js";
import { createStepView } from "./step_view.js";
import { createTableView } from "./table_view.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentRequest} ExperimentRequest */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("./figures.js").LessonStep} LessonStep */

/**
 * @typedef {{steps: LessonStep[], table: import("./table_view.js").LessonTable,
 *   recap: import("./table_view.js").Recap}} LessonAnswer
 */

/**
 * What a person has done with a step.
 * @typedef {object} Progress
 * @property {string | null} prediction
 * @property {"asking" | "running" | "explained"} stage
 */

/**
 * @param {{lesson: HTMLElement, lesson_toggle: HTMLButtonElement}} hosts
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {(experiment: ExperimentState) => void} options.onOpen puts an experiment on the stage
 * @param {() => void} options.onWatch the stage should be in sight
 */
export function createLesson({ lesson: host, lesson_toggle: toggle }, options) {
  const { catalog, onOpen, onWatch } = options;
  const stops = make("ol", { class: "lesson-stops" });
  const close = makeButton("Close", () => setOpen(false), { class: "quiet" });
  const status = make("p", { class: "panel-status", role: "status" });
  const place = make("div");
  const back = makeButton("Back", () => go(at - 1));
  const next = makeButton("Next", () => go(at + 1));
  const keys = make("div", { class: "lesson-nav" });
  host.append(
    make("div", { class: "lesson-head" }, make("h2", {}, "Lesson"), stops, close),
    status,
    place,
    keys,
  );
  keys.hidden = true;

  /** @type {LessonAnswer | null} */
  let lesson = null;
  /** @type {Progress[]} */
  let progress = [];
  /** @type {State | null} */
  let state = null;
  let at = 0;
  let is_open = false;
  /** @type {ReturnType<typeof createTableView> | null} */
  let table = null;
  const step_view = createStepView({
    onPredict: (prediction) => change({ prediction }),
    onRun() {
      if (lesson === null) return;
      change({ stage: "running" });
      onOpen(completeExperiment(catalog, lesson.steps[at].request));
      onWatch();
    },
    onReveal: () => change({ stage: "explained" }),
  });

  keys.append(back, step_view.run, next);

  const latest = createLatest({
    ask: (/** @type {string} */ path, signal) => askForJson(path, { signal }, refusal),
    onAnswer(/** @type {LessonAnswer} */ answer) {
      lesson = answer;
      progress = answer.steps.map(() => ({ prediction: null, stage: "asking" }));
      table = createTableView(answer.table, answer.recap, (request) => {
        onOpen(completeExperiment(catalog, request));
        onWatch();
      });
      setText(status, "");
      fillStops();
      go(0);
    },
    onError: (error) => setText(status, describeTrouble(error)),
  });

  const fillStops = () => {
    if (lesson === null) return;
    const titles = [...lesson.steps.map(({ title }) => title), "The table, measured"];
    const buttons = titles.map((title, i) => {
      const name = i === titles.length - 1 ? "Table" : String(i + 1);
      return makeButton(name, () => go(i), { title, "aria-label": `${name}: ${title}` });
    });
    stops.replaceChildren(...buttons.map((button) => make("li", {}, button)));
  };

  /** @param {Partial<Progress>} patch */
  const change = (patch) => {
    progress[at] = { ...progress[at], ...patch };
    show();
  };

  /** The page makes room: beside the stage for a step, above it for the table. */
  const dress = () => {
    const is_table = lesson !== null && at === lesson.steps.length;
    document.body.classList.toggle("is-lesson", is_open);
    document.body.classList.toggle("is-step", is_open && !is_table);
  };

  /** @param {number} index */
  const go = (index) => {
    if (lesson === null || table === null) return;
    at = Math.max(0, Math.min(index, lesson.steps.length));
    const is_table = at === lesson.steps.length;
    place.replaceChildren(is_table ? table.element : step_view.element);
    dress();
    show();
    (is_table ? table : step_view).focus();
  };

  const show = () => {
    if (lesson === null || state === null) return;
    keys.hidden = false;
    back.disabled = at === 0;
    next.disabled = at === lesson.steps.length;
    step_view.run.hidden = at === lesson.steps.length;
    setText(next, at === lesson.steps.length - 1 ? "To the table" : "Next");
    [...stops.querySelectorAll("button")].forEach((button, i) => {
      if (i === at) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      button.classList.toggle("is-done", progress[i]?.stage === "explained");
    });
    const step = lesson.steps[at];
    if (step === undefined) return;
    const on_stage = isOnStage(step, state, catalog);
    let has_ended = false;
    if (progress[at].stage === "running" && on_stage && isSeen(state)) {
      progress[at] = { ...progress[at], stage: "explained" };
      has_ended = true;
    }
    const { prediction, stage } = progress[at];
    // The one thing to do next stands out.
    next.classList.toggle("primary", stage === "explained");
    step_view.run.classList.toggle("primary", stage !== "explained");
    const epochs = state.result?.epochs ?? [];
    const watching = `Watch: epoch ${epochs[state.frame] ?? 0} of ${step.request.epochs ?? 100}`;
    step_view.update({
      step,
      prediction,
      stage,
      progress: stage === "running" ? watching : "",
      result: on_stage && state.status === "complete" ? state.result : null,
    });
    if (has_ended) step_view.showAnswer();
  };

  /** @param {boolean} open */
  const setOpen = (open) => {
    is_open = open;
    host.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    dress();
    if (!open) {
      toggle.focus();
      return;
    }
    if (lesson === null) setText(status, "The lesson's experiments are being run; a few seconds.");
    latest.want("/lesson");
    show();
  };
  toggle.disabled = false;
  toggle.addEventListener("click", () => setOpen(!is_open));

  return {
    /** @param {State} next_state */
    update(next_state) {
      state = next_state;
      if (is_open) show();
    },
  };
}

/**
 * Whether the stage holds a step's experiment, whatever its seed.
 * @param {LessonStep} step
 * @param {State} state
 * @param {Catalog} catalog
 */
function isOnStage(step, { experiment }, catalog) {
  if (experiment === null) return false;
  const asked = completeExperiment(catalog, step.request);
  return same({ ...asked, seed: experiment.seed }, experiment);
}

/**
 * Whether the whole run has been shown.
 * @param {State} state
 */
function isSeen({ status, result, frame, playing }) {
  return status === "complete" && result !== null && !playing && frame >= result.epochs.length - 1;
}
