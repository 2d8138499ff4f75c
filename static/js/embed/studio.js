/**
 * The studio that 'Share' opens: what is shown, what can be changed, how it starts; a preview of it,
 * what to copy, and what can be saved as a file.
 */

import { createCopied, named } from "../controls/copied.js";
import { make, makeButton, uniqueId } from "../controls/dom.js";
import { createLater } from "../controls/later.js";
import { CHANGES, PARTS } from "../state/embedding.js";
import { withoutRun } from "../state/interventions.js";
import { writeSnippets } from "./snippets.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../state/embedding.js").Embedding} Embedding */

/**
 * What is chosen here of an experiment.
 * @typedef {object} Chosen
 * @property {() => State} state
 * @property {() => string} link
 * @property {(run: number) => boolean} isChosen
 */

/** @typedef {{element: HTMLElement, update: (state: State) => void}} Saving */

/** How parts and changes are called. */
const CALLED = Object.freeze({
  stage: "The networks",
  transport: "Play, step and the epoch",
  look: "The closer look that is open",
  lesson: "The lesson's step",
  exercise: "The exercise",
  settings: "Settings of the experiment",
  runs: "Runs and their settings",
  seed: "The seed",
  weights: "Weights, by hand",
});
const AT_FIRST = Object.freeze(["stage", "transport"]);

/**
 * @param {HTMLButtonElement} button opens it
 * @param {object} options
 * @param {() => State} options.state
 * @param {(state: State, starts_still: boolean) => string} options.write the address of a state
 * @param {(parts: Chosen) => Promise<Saving>} options.loadSaving what can be saved, loaded when somebody
 *   wants to
 */
export function createStudio(button, { state, write, loadSaving }) {
  const show = createChoices("What is shown", PARTS, AT_FIRST);
  const allow = createChoices("What can be changed", CHANGES, []);
  const lane = make("select");
  const starts = make(
    "select",
    {},
    option("play", "Playing"),
    option("still", "Still, where it is now"),
  );
  const link = createCopied("Link to the whole page");
  const html = createCopied("HTML for your page");
  const markdown = createCopied("Markdown with the stage, saved below as PNG");
  let preview = makePreview("about:blank");
  let address = "";
  const saving = make("details", { class: "studio-saving" }, make("summary", {}, "Save"));
  const chosen = () => only(state(), lane.value);
  const saved = createLater(async () => {
    const loaded = await loadSaving({
      state: chosen,
      link: () => address,
      isChosen: (run) => lane.value === "" || Number(lane.value) === run,
    });
    saving.append(loaded.element);
    return loaded;
  }, saving);
  saving.addEventListener("toggle", () => {
    if (saving.open) void saved.want();
  });
  const title_id = uniqueId("studio");
  const dialog = make(
    "dialog",
    { class: "studio", "aria-labelledby": title_id },
    make(
      "div",
      { class: "studio-head" },
      make("h2", { id: title_id }, "Share this experiment"),
      makeButton("Close", () => dialog.close()),
    ),
    make(
      "div",
      { class: "studio-body" },
      make(
        "div",
        { class: "studio-choices" },
        link.element,
        show.element,
        named("Networks", lane),
        allow.element,
        named("It starts", starts),
        html.element,
        markdown.element,
      ),
      preview,
    ),
    saving,
  );
  button.after(dialog);

  const update = () => {
    const shown = chosen();
    if (shown.experiment === null) return;
    const { runs } = shown.experiment;
    const found = writeSnippets({
      page: `${location.origin}${location.pathname}`,
      address: write(shown, starts.value === "still"),
      title: runs.map((run) => run.label ?? "Run").join(", "),
      embedding: /** @type {Embedding} */ ({ show: show.chosen(), allow: allow.chosen() }),
    });
    address = found.link;
    link.set(found.link);
    html.set(found.html);
    markdown.set(found.markdown);
    // A new frame: another address in the old one would be an entry of the browser's history.
    const next = makePreview(found.source);
    preview.replaceWith(next);
    preview = next;
    saved.update(shown);
  };
  for (const choices of [show.element, allow.element, lane, starts]) {
    choices.addEventListener("change", update);
  }
  dialog.addEventListener("close", () => {
    const next = makePreview("about:blank");
    preview.replaceWith(next);
    preview = next;
  });
  button.addEventListener("click", () => {
    const runs = state().experiment?.runs ?? [];
    lane.replaceChildren(
      option("", "All"),
      ...runs.map((run, i) => option(String(i), `${run.label ?? "Run"} alone`)),
    );
    update();
    dialog.showModal();
  });
  return { element: dialog };
}

/**
 * A state with one of its runs alone: its numbers do not depend on the others.
 * @param {State} now
 * @param {string} run its index, or empty for all
 * @returns {State}
 */
export function only(now, run) {
  if (run === "" || now.experiment === null) return now;
  const { runs, interventions } = now.experiment;
  const kept = Number(run);
  let left = interventions;
  for (let other = runs.length - 1; other >= 0; other -= 1) {
    if (other !== kept) left = withoutRun(left, other);
  }
  const experiment = { ...now.experiment, runs: [runs[kept]], interventions: left };
  return { ...now, experiment, selection: { ...now.selection, run: 0 } };
}

/**
 * @param {string} legend
 * @param {readonly (keyof typeof CALLED)[]} words
 * @param {readonly string[]} at_first
 */
function createChoices(legend, words, at_first) {
  const boxes = words.map((word) =>
    make("input", { type: "checkbox", value: word, checked: at_first.includes(word) }),
  );
  const labels = boxes.map((box, i) => make("label", {}, box, ` ${CALLED[words[i]]}`));
  return {
    element: make("fieldset", {}, make("legend", {}, legend), ...labels),
    chosen: () => boxes.filter(({ checked }) => checked).map(({ value }) => value),
  };
}

/** @param {string} src */
function makePreview(src) {
  return make("iframe", { title: "Preview", class: "studio-preview", src });
}

/** @param {string} value @param {string} label */
function option(value, label) {
  return make("option", { value }, label);
}
