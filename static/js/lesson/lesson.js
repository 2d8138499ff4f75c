/**
 * The guided path: one figure, the stage, and the text that goes with it. Each step shows its
 * networks at the start, asks for a prediction, trains them and explains what was seen; the path
 * ends in the lesson's table, measured.
 */

import { make, makeButton, setText } from "../controls/dom.js";
import { completeExperiment, firstExperiment } from "../state/experiment.js";
import { askForJson, createLatest, describeTrouble } from "../stream/question.js";
import { refusal } from "../stream/stream.js";
import { readFigures } from "./explained_numbers.js";
import { describeProgress, drawnLoss, isOnStage, isSeen } from "./on_stage.js";
import { createStepView } from "./step_view.js";
import { createTableView } from "./table_view.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").LessonProgress} LessonProgress */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("./explained_numbers.js").LessonStep} LessonStep */

/** Where the path ends. */
const TABLE = "table";
const CHANGED = "The networks were changed. Run it to see this step's own.";
/** The table is measured while the last steps are read. */
const STEPS_AHEAD = 2;

/**
 * @param {{lesson: HTMLElement, lesson_toggle: HTMLButtonElement}} hosts
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {(experiment: ExperimentState, is_change: boolean) => void} options.onOpen puts an
 *   experiment on the stage; the browser's Back leads to the one before if it is a change
 * @param {(progress: LessonProgress) => void} options.onProgress
 * @param {() => void} options.onTurn to another place, without another experiment
 * @param {(run: number) => void} options.onWatch the lane of a run should be in sight
 */
export function createLesson({ lesson: host, lesson_toggle: toggle }, options) {
  const { catalog, onOpen, onProgress, onTurn, onWatch } = options;
  const stops = make("ol", { class: "lesson-stops" });
  const close = makeButton("Close", () => leave(), { class: "quiet" });
  const status = make("p", { class: "panel-status", role: "status" });
  const place = make("div");
  const back = makeButton("Back", () => goBy(-1));
  const next = makeButton("Next", () => goBy(1));
  const keys = make("div", { class: "lesson-nav" });
  host.append(
    make("div", { class: "lesson-head" }, make("h2", {}, "Lesson"), stops, close),
    status,
    place,
    keys,
  );
  keys.hidden = true;

  /** @type {LessonStep[]} */
  let steps = [];
  /** @type {State | null} */
  let state = null;
  /**
   * The progress that the page shows; another one comes from the address.
   * @type {LessonProgress | null}
   */
  let shown = null;
  /** @type {ExperimentState | null} */
  let before = null;
  /** The step whose run is being watched. */
  let running = "";
  /** Whether somebody asked for the lesson before its steps were there. */
  let is_awaited = false;
  /** Predictions whose run has not been watched. @type {Map<string, string>} */
  const chosen = new Map();
  /** @type {Map<string, Readonly<Record<string, number | null>>>} */
  const values = new Map();
  /** @type {ReturnType<typeof createTableView> | null} */
  let table = null;

  const step_view = createStepView({
    onPredict(prediction) {
      const step = currentStep();
      if (step === null) return;
      chosen.set(step.name, prediction);
      show();
    },
    onRun() {
      const step = currentStep();
      if (step === null) return;
      values.delete(step.name);
      onOpen(withShownSeed(completeExperiment(catalog, step.request)), true);
      running = step.name;
      show();
      onWatch(step.drawn_run ?? 0);
    },
    onPlay: () => leave(),
  });
  keys.append(back, step_view.run, next);

  const steps_asked = createLatest({
    ask: (/** @type {string} */ path, signal) => askForJson(path, { signal }, refusal),
    onAnswer(/** @type {{steps: LessonStep[]}} */ answer) {
      steps = answer.steps;
      setText(status, "");
      fillStops();
      if (is_awaited) go(currentStep()?.name ?? TABLE);
      else restore();
      is_awaited = false;
    },
    onError: (error) => setText(status, describeTrouble(error)),
  });
  const table_asked = createLatest({
    ask: (/** @type {string} */ path, signal) => askForJson(path, { signal }, refusal),
    onAnswer(/** @type {import("./table_view.js").MeasuredLesson} */ answer) {
      table = createTableView(answer.table, answer.recap, (request) => {
        onOpen(completeExperiment(catalog, request), true);
        onWatch(0);
      });
      if (shown?.place === TABLE) place_table();
    },
    onError: (error) => setText(status, describeTrouble(error)),
  });

  /** An unknown place is the first. */
  const at = () => {
    const index = steps.findIndex(({ name }) => name === shown?.place);
    return index < 0 && shown?.place === TABLE ? steps.length : Math.max(0, index);
  };
  const currentStep = () => steps[at()] ?? null;
  const is_open = () => shown !== null && !shown.is_away;

  const fillStops = () => {
    const titles = [...steps.map(({ title }) => title), "The table, measured"];
    const buttons = titles.map((title, i) => {
      const name = i === steps.length ? "Table" : String(i + 1);
      const go_there = () => go(steps[i]?.name ?? TABLE);
      return makeButton(name, go_there, { "data-hint": title, "aria-label": `${name}: ${title}` });
    });
    stops.replaceChildren(...buttons.map((button) => make("li", {}, button)));
  };

  /** @param {LessonProgress} progress */
  const keep = (progress) => {
    shown = progress;
    onProgress(progress);
  };

  /** @param {-1 | 1} steps_on */
  const goBy = (steps_on) => go(steps[at() + steps_on]?.name ?? TABLE);

  /** @param {string} name */
  const go = (name) => {
    running = "";
    keep({ place: name, is_away: false, predicted: shown?.predicted ?? {} });
    open();
    if (!showStart(true)) onTurn();
    (currentStep() === null ? table : step_view)?.focus();
  };

  /**
   * A step not yet seen shows how its networks start, and nothing that comes after.
   * @param {LessonStep} step
   */
  const whatToShow = (step) => {
    const whole = completeExperiment(catalog, step.request);
    return shown?.predicted[step.name] === undefined ? { ...whole, epochs: 0 } : whole;
  };

  /** Takes up a progress that the address tells of, in which no place or an old one may stand. */
  const restore = () => {
    if (shown === null || shown.is_away || steps.length === 0) return;
    const name = currentStep()?.name ?? TABLE;
    if (shown.place !== name) keep({ ...shown, place: name });
    open();
    showStart(false);
  };

  /**
   * Puts on the stage what belongs to the step, unless it is there.
   * @param {boolean} is_change
   * @returns {boolean} whether it was not there
   */
  const showStart = (is_change) => {
    const step = currentStep();
    if (step === null || state === null) return false;
    const wanted = whatToShow(step);
    if (isOnStage(wanted, state)) return false;
    onOpen(wanted, is_change);
    return true;
  };

  /**
   * A step goes on with the seed of its start, or of its run before.
   * @param {ExperimentState} whole
   */
  const withShownSeed = (whole) => {
    const is_shown =
      state !== null && (isOnStage(whole, state) || isOnStage({ ...whole, epochs: 0 }, state));
    return is_shown ? { ...whole, seed: state?.experiment?.seed ?? whole.seed } : whole;
  };

  const place_table = () => {
    if (table === null) {
      setText(status, "The table is being measured; this takes some seconds.");
      place.replaceChildren();
      return;
    }
    setText(status, "");
    place.replaceChildren(table.element);
  };

  /** Shows the lesson, at its place. */
  const open = () => {
    host.hidden = false;
    toggle.setAttribute("aria-expanded", "true");
    if (at() >= steps.length - STEPS_AHEAD) table_asked.want("/lesson/table");
    if (currentStep() === null) place_table();
    else {
      if (table !== null) setText(status, "");
      place.replaceChildren(step_view.element);
    }
    show();
  };

  /** The page makes room: beside the stage for a step, above it for the table. */
  const dress = () => {
    const step = currentStep();
    const is_asking = step !== null && shown?.predicted[step.name] === undefined && running === "";
    const has_step = is_open() && (shown?.place !== TABLE || steps.length === 0);
    document.body.classList.toggle("is-lesson", is_open());
    document.body.classList.toggle("is-step", has_step);
    document.body.classList.toggle("is-asking", has_step && is_asking);
    setText(toggle, shown?.is_away ? "Back to the lesson" : "Lesson");
  };

  const show = () => {
    dress();
    if (steps.length === 0 || state === null || !is_open()) return;
    keys.hidden = false;
    const step = currentStep();
    back.disabled = at() === 0;
    next.hidden = step === null;
    step_view.run.hidden = step === null;
    setText(next, at() === steps.length - 1 ? "To the table" : "Next");
    [...stops.querySelectorAll("button")].forEach((button, i) => {
      if (i === at()) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      button.classList.toggle("is-done", shown?.predicted[steps[i]?.name] !== undefined);
    });
    if (step !== null) showStep(step, state);
  };

  /**
   * @param {LessonStep} step
   * @param {State} now
   */
  const showStep = (step, now) => {
    const whole = completeExperiment(catalog, step.request);
    const on_stage = isOnStage(whole, now);
    const is_changed = !on_stage && !isOnStage({ ...whole, epochs: 0 }, now);
    // A change by hand makes it another run than the step's.
    if (!on_stage) running = "";
    const has_ended = on_stage && takeRun(step, now);
    const seen = shown?.predicted[step.name];
    const stage = running === step.name ? "running" : seen === undefined ? "asking" : "explained";
    const prediction = chosen.get(step.name) ?? seen ?? null;
    if (seen !== undefined) chosen.set(step.name, seen);
    // The one thing to do next stands out.
    next.classList.toggle("primary", stage === "explained");
    step_view.run.classList.toggle("primary", stage !== "explained");
    step_view.update({
      step,
      prediction,
      stage,
      progress: is_changed ? CHANGED : describeProgress(stage, prediction, step, now),
      values: values.get(step.name) ?? null,
      drawn: drawnLoss(step, now, on_stage, stage === "explained"),
    });
    if (has_ended) step_view.showAnswer();
  };

  /**
   * Reads a step's figures from the finished run on the stage.
   * @param {LessonStep} step
   * @param {State} now
   * @returns {boolean} whether the run that was asked for has just been watched to its end
   */
  const takeRun = (step, now) => {
    const { result } = now;
    if (result === null || now.status !== "complete") return false;
    const is_watched = running === step.name;
    if (is_watched && !isSeen(now)) return false;
    values.set(step.name, readFigures(step, result));
    if (!is_watched) return false;
    running = "";
    const predicted = { ...shown?.predicted, [step.name]: chosen.get(step.name) ?? "" };
    keep({ place: step.name, is_away: false, predicted });
    dress();
    return true;
  };

  /** Puts the lesson aside; its step waits. */
  const leave = () => {
    const step = currentStep();
    const is_start = step !== null && state !== null && state.experiment?.epochs === 0;
    running = "";
    keep({ place: shown?.place ?? "", is_away: true, predicted: shown?.predicted ?? {} });
    hide();
    // A start alone is nothing to play with.
    if (is_start) onOpen(before ?? firstExperiment(catalog), true);
    else onTurn();
    toggle.focus();
  };

  const hide = () => {
    host.hidden = true;
    toggle.setAttribute("aria-expanded", "false");
    dress();
  };

  toggle.disabled = false;
  toggle.addEventListener("click", () => {
    if (is_open()) {
      leave();
      return;
    }
    before = state?.experiment ?? null;
    if (steps.length > 0) {
      go(currentStep()?.name ?? TABLE);
      return;
    }
    is_awaited = true;
    keep({ place: shown?.place ?? "", is_away: false, predicted: shown?.predicted ?? {} });
    host.hidden = false;
    toggle.setAttribute("aria-expanded", "true");
    dress();
    steps_asked.want("/lesson");
  });

  return {
    /** @param {State} next_state */
    update(next_state) {
      state = next_state;
      if (state.lesson === shown) {
        if (is_open()) show();
        return;
      }
      shown = state.lesson;
      running = "";
      for (const [name, prediction] of Object.entries(shown?.predicted ?? {})) {
        chosen.set(name, prediction);
      }
      if (!is_open()) {
        hide();
        return;
      }
      host.hidden = false;
      steps_asked.want("/lesson");
      restore();
    },
  };
}
