/** A run of the experiment as Python code to take home. */

import { fillSelect, make, makeButton, setText } from "../controls/dom.js";
import { wrapField } from "../controls/field.js";
import { copyText } from "../state/clipboard.js";
import { toRequest } from "../state/experiment.js";
import { askForJson, createLatest } from "../stream/question.js";
import { refusal } from "../stream/stream.js";
import { createRunChoice } from "./choices.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").ExperimentRequest} ExperimentRequest */
/** @typedef {import("./inspector.js").InspectorContext} InspectorContext */

/** @typedef {{code: string, description: string}} CodeAnswer */
/** @typedef {ExperimentRequest & {framework: string, run: number}} CodeQuestion */

/** How long the button says that it has copied, ms. */
const SAID = 2000;

/**
 * @param {CodeQuestion} question
 * @param {AbortSignal} signal
 * @returns {Promise<CodeAnswer>}
 */
function loadCode(question, signal) {
  const body = JSON.stringify(question);
  const headers = { "Content-Type": "application/json" };
  return askForJson("/export/code", { method: "POST", headers, body, signal }, refusal);
}

/**
 * @param {HTMLElement} host
 * @param {InspectorContext} context
 */
export function createCodeTab(host, { onSelect, settingsOf, onSettings }) {
  /** @type {State | null} */
  let state = null;
  const run = createRunChoice((value) => {
    if (state !== null) onSelect({ ...state.selection, run: value, neuron: null });
  });
  const framework = make("select");
  framework.addEventListener("change", () => onSettings({ framework: framework.value }));
  const description = make("p", { class: "panel-caption" });
  const trouble = make("p", { class: "card-trouble", role: "status" });
  const code = make("code");
  const text = make(
    "pre",
    { class: "code-text", tabindex: 0, role: "region", "aria-label": "Python code" },
    code,
  );
  const copy = makeButton("Copy", () => void say());
  const say = async () => {
    const copied = await copyText(code.textContent ?? "");
    if (!copied) getSelection()?.selectAllChildren(code);
    setText(copy, copied ? "Copied" : "Selected: press Ctrl+C");
    setTimeout(() => setText(copy, "Copy"), SAID);
  };
  host.append(
    make(
      "div",
      { class: "fields code-head" },
      run.element,
      wrapField("Framework", framework).element,
      copy,
      description,
    ),
    trouble,
    text,
  );
  const latest = createLatest({
    ask: loadCode,
    onAnswer: (answer) => {
      setText(trouble, "");
      setText(description, answer.description);
      text.classList.remove("is-stale");
      setText(code, answer.code);
    },
    onError: (error) => {
      setText(trouble, `No code for this run: ${error.message}`);
      text.classList.add("is-stale");
    },
  });

  const show = () => {
    if (state?.catalog == null || state.experiment === null) return;
    if (framework.options.length === 0) fillSelect(framework, state.catalog.frameworks);
    framework.value = String(settingsOf(state).framework);
    const { experiment, selection } = state;
    const chosen = Math.min(selection.run, experiment.runs.length - 1);
    run.update(experiment.runs, chosen);
    latest.want({
      ...toRequest(state.catalog, experiment),
      framework: framework.value,
      run: chosen,
    });
  };

  return {
    /** @param {State} next called for every frame that is played */
    update(next) {
      const before = state;
      state = next;
      const same =
        before?.experiment === next.experiment &&
        before.selection === next.selection &&
        settingsOf(before) === settingsOf(next);
      if (!same) show();
    },
  };
}
