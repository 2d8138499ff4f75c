/** One step of the lesson: a question, its prediction, and what was seen. */

import { make, makeButton, setText, uniqueId } from "../controls/dom.js";
import { explainStep } from "./figures.js";

/** @typedef {import("../types.js").Result} Result */
/** @typedef {import("./figures.js").LessonStep} LessonStep */

/**
 * @typedef {object} StepProps
 * @property {LessonStep} step
 * @property {string | null} prediction name of the choice made
 * @property {"asking" | "running" | "explained"} stage
 * @property {string} progress of the running experiment, in words
 * @property {Result | null} result whose numbers are quoted; null for the server's own
 */

const WAITING =
  "First predict, then run it. What happens is explained here, with the numbers of your run.";

/**
 * @param {object} callbacks
 * @param {(choice: string) => void} callbacks.onPredict
 * @param {() => void} callbacks.onRun
 * @param {() => void} callbacks.onReveal
 */
export function createStepView({ onPredict, onRun, onReveal }) {
  const title = make("h3", { tabindex: -1 });
  const question = make("legend");
  const choices = make("div", { class: "lesson-choices" });
  const run = makeButton("Run it", onRun, { class: "primary" });
  const reveal = makeButton("Explain now", onReveal, { class: "quiet" });
  const hint = make("span", { class: "lesson-hint" });
  const answer = make("div", { class: "lesson-answer", "aria-live": "polite" });
  const outcome = make("p", { class: "lesson-outcome" });
  const text = make("p", { class: "lesson-text" });
  const element = make(
    "div",
    { class: "lesson-step" },
    make(
      "div",
      { class: "lesson-ask" },
      title,
      make("fieldset", {}, question, choices),
      make("div", { class: "lesson-keys" }, hint, reveal),
    ),
    answer,
  );
  answer.append(outcome, text);
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
    for (const { name, label } of step.choices) {
      const input = make("input", { type: "radio", name: group, value: name });
      input.addEventListener("change", () => onPredict(name));
      options.set(name, { input, label: make("label", {}, input, make("span", {}, label)) });
    }
    choices.replaceChildren(...[...options.values()].map(({ label }) => label));
  };

  return {
    element,
    run,
    focus: () => title.focus({ preventScroll: true }),
    showAnswer: () => answer.scrollIntoView({ block: "nearest" }),
    /** @param {StepProps} props */
    update({ step, prediction, stage, progress, result }) {
      if (step !== shown) showStep(step);
      const is_explained = stage === "explained";
      for (const [name, { input, label }] of options) {
        input.checked = name === prediction;
        input.disabled = stage !== "asking" && name !== prediction;
        label.classList.toggle("is-answer", is_explained && name === step.answer);
      }
      run.disabled = prediction === null || stage === "running";
      setText(run, stage === "asking" ? "Run it" : "Run it again");
      setText(hint, prediction === null ? "Choose a prediction first." : progress);
      reveal.hidden = stage !== "running";
      const signature = JSON.stringify([stage, result?.started.request.seed, prediction]);
      if (signature === explained) return;
      explained = signature;
      element.classList.toggle("is-explained", is_explained);
      const right = step.choices.find(({ name }) => name === step.answer)?.label ?? "";
      setText(outcome, !is_explained ? "" : describeOutcome(right, prediction === step.answer));
      if (!is_explained) {
        setText(text, WAITING);
        return;
      }
      const pieces = explainStep(step, result).map((piece) =>
        piece.is_figure ? make("b", { class: "figure" }, piece.text) : piece.text,
      );
      text.replaceChildren(...pieces);
    },
  };
}

/**
 * @param {string} right what happened
 * @param {boolean} was_right
 */
function describeOutcome(right, was_right) {
  const ended = /[.!?]$/.test(right) ? right : `${right}.`;
  return was_right ? `As you predicted: ${ended}` : `It turned out otherwise: ${ended}`;
}
