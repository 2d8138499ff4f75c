/** One step of the lesson: a question, its prediction, and what was seen. */

import { make, makeButton, setText, uniqueId } from "../controls/dom.js";
import { explain } from "../controls/explain.js";
import { decide, explainStep } from "./explained_numbers.js";
import { describeGap, readSketch, writeSketch } from "./sketch.js";
import { createSketchView } from "./sketch_view.js";

/** @typedef {import("./explained_numbers.js").LessonStep} LessonStep */

/**
 * @typedef {object} StepProps
 * @property {LessonStep} step
 * @property {string | null} prediction name of the choice made, or a drawn curve
 * @property {"asking" | "running" | "explained"} stage
 * @property {string} progress of the running experiment, in words
 * @property {Readonly<Record<string, number | null>> | null} values of the step's figures in the
 *   run that was seen; null before there is one
 * @property {{epochs: readonly number[], losses: readonly (number | null)[]}} drawn the loss that
 *   may be drawn, as far as it was seen
 */

/**
 * @param {object} callbacks
 * @param {(prediction: string) => void} callbacks.onPredict
 * @param {() => void} callbacks.onRun
 * @param {() => void} callbacks.onPlay
 */
export function createStepView({ onPredict, onRun, onPlay }) {
  const title = make("h3", { tabindex: -1 });
  const question = make("legend");
  const choices = make("div", { class: "lesson-choices" });
  const runOnce = () => {
    if (run.getAttribute("aria-disabled") !== "true") onRun();
  };
  const run = makeButton("Run it", runOnce, { class: "primary" });
  const play = makeButton("Try it yourself", onPlay, { class: "quiet" });
  const hint = make("span", { class: "lesson-hint" });
  const answer = make("div", { class: "lesson-answer", "aria-live": "polite" });
  const outcome = make("p", { class: "lesson-outcome" });
  const text = make("div", { class: "lesson-text" });
  const sketch = createSketchView((heights) => onPredict(writeSketch(heights)));
  const drawing = make("p", { class: "lesson-or" });
  const element = make(
    "div",
    { class: "lesson-step" },
    make(
      "div",
      { class: "lesson-ask" },
      title,
      make("fieldset", {}, question, choices, drawing, sketch.element),
    ),
    make("div", { class: "lesson-keys" }, hint),
    answer,
  );
  answer.append(outcome, text, play);
  const group = uniqueId("prediction");
  /** @type {LessonStep | null} */
  let shown = null;
  /** @type {Map<string, {input: HTMLInputElement, label: HTMLElement}>} */
  const options = new Map();
  let explained = "";

  /** @param {LessonStep} step */
  const showStep = (step) => {
    shown = step;
    explained = "";
    setText(title, step.title);
    setText(question, step.question);
    options.clear();
    for (const { name, label: words } of step.choices) {
      const input = make("input", { type: "radio", name: group, value: name });
      input.addEventListener("change", () => onPredict(name));
      options.set(name, { input, label: make("label", {}, input, make("span", {}, words)) });
    }
    choices.replaceChildren(...[...options.values()].map(({ label: each }) => each));
  };

  /**
   * @param {string | null} prediction
   * @param {string | null} right
   * @param {boolean} is_fixed
   */
  const markChoices = (prediction, right, is_fixed) => {
    for (const [name, { input, label }] of options) {
      input.checked = name === prediction;
      input.disabled = is_fixed;
      label.classList.toggle("is-answer", name === right);
    }
  };

  /**
   * @param {LessonStep} step
   * @param {string | null} prediction
   * @param {boolean} is_asking
   * @param {StepProps["drawn"]} drawn
   */
  const showSketch = (step, prediction, is_asking, drawn) => {
    const heights = readSketch(prediction);
    // After a choice was made there is no curve to set beside the run.
    const is_drawn = step.drawn_run !== null && (is_asking || heights !== null);
    sketch.element.hidden = !is_drawn;
    drawing.hidden = !is_drawn;
    const name = `\u201c${step.request.runs?.[step.drawn_run ?? 0]?.label ?? ""}\u201d`;
    setText(drawing, is_asking ? `Or draw the loss of ${name}:` : `Loss of ${name}:`);
    sketch.update({
      heights,
      is_fixed: !is_asking,
      total: step.request.epochs ?? 100,
      ...(is_asking ? { epochs: [], losses: [] } : drawn),
    });
  };

  return {
    element,
    run,
    focus: () => title.focus({ preventScroll: true }),
    showAnswer: () => answer.scrollIntoView({ block: "nearest" }),
    /** @param {StepProps} props */
    update({ step, prediction, stage, progress, values, drawn }) {
      if (step !== shown) showStep(step);
      const is_explained = stage === "explained" && values !== null;
      const right = is_explained ? decide(step, values) : null;
      markChoices(prediction, right?.name ?? null, stage !== "asking");
      const is_asking = stage === "asking";
      showSketch(step, prediction, is_asking, drawn);
      run.disabled = prediction === null;
      // Disabled while it runs, it would lose the focus of who pressed it by a key.
      run.setAttribute("aria-disabled", String(stage === "running"));
      setText(run, is_asking ? "Run it" : "Run it again");
      setText(hint, progress);
      play.hidden = !is_explained;
      const signature = JSON.stringify([stage, values, prediction, drawn.epochs.length]);
      if (signature === explained) return;
      explained = signature;
      element.classList.toggle("is-explained", is_explained);
      if (!is_explained) {
        setText(outcome, "");
        text.replaceChildren();
        return;
      }
      setText(outcome, judge(step, prediction, right?.label ?? "", drawn));
      const paragraphs = explainStep(step, values).map((pieces) => {
        const told = pieces.flatMap((piece) =>
          piece.is_figure ? [make("b", { class: "figure" }, piece.text)] : explain(piece.text),
        );
        return make("p", {}, ...told);
      });
      text.replaceChildren(...paragraphs);
    },
  };
}

/**
 * The prediction beside what happened.
 * @param {LessonStep} step
 * @param {string | null} prediction
 * @param {string} right label of the choice that was right
 * @param {StepProps["drawn"]} drawn
 */
function judge({ choices }, prediction, right, { epochs, losses }) {
  const heights = readSketch(prediction);
  const gap = heights === null || epochs.length === 0 ? null : describeGap(heights, epochs, losses);
  const said = choices.find(({ name }) => name === prediction)?.label ?? "";
  return describeOutcome(right, said, gap);
}

/**
 * @param {string} right what happened; empty where no choice fits it
 * @param {string} said what had been chosen; empty where a curve had been drawn
 * @param {{is_near: boolean, text: string} | null} gap between the curve and the run
 */
export function describeOutcome(right, said, gap) {
  const answer = right === "" ? "None of the answers fits this run." : `The answer: ${end(right)}`;
  if (gap !== null) {
    const judged = gap.is_near ? "Your curve comes close." : "The run took another course.";
    return `${judged} ${gap.text} ${answer}`;
  }
  return right !== "" && right === said ? `You were right: ${end(right)}` : answer;
}

/** @param {string} text */
function end(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
