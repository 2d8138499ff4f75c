/** An exercise beside the stage: its task, a start, and what holds of what is on the page. */

import { named } from "../controls/copied.js";
import { fillSelect, make, makeButton, setText, uniqueId } from "../controls/dom.js";
import { readAddress, writeAddress } from "../state/address.js";
import { askForJson } from "../stream/question.js";
import { refusal } from "../stream/stream.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").State} State */

/**
 * What of an exercise the page tells; the server knows the rest.
 * @typedef {object} Exercise
 * @property {string} title
 * @property {string} [text]
 * @property {string} [start] an address
 * @property {"name" | "start" | "free"} seed
 */

/**
 * @typedef {object} Graded
 * @property {number} points
 * @property {number} of
 * @property {{text: string, holds: boolean, found: string}[]} checks
 * @property {number | null} seed
 */

/**
 * @param {HTMLElement} host what it is put before
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {(experiment: ExperimentState) => void} options.onStart
 * @param {(exercise: string | null) => void} options.onChoose null closes it
 * @param {(graded: NonNullable<State["graded"]>) => void} options.onGraded
 * @returns {Promise<{first: string, focus: () => void, update: (state: State) => void}>}
 */
export async function createExercise(host, { catalog, onStart, onChoose, onGraded }) {
  const exercises = /** @type {Record<string, Exercise>} */ (
    await askForJson("/exercises", {}, refusal)
  );
  /** @type {State | null} */
  let state = null;
  /** @type {ExperimentState | null} what was checked last */
  let checked = null;
  const title = make("h2", { id: uniqueId("exercise") }, "Exercise");
  const choice = make("select");
  fillSelect(
    choice,
    Object.entries(exercises).map(([key, one]) => ({ name: key, label: one.title })),
  );
  const task = make("p");
  const name = make("input", { type: "text", class: "text", autocomplete: "name" });
  const named_field = named("Your name, from which the seed comes", name);
  const begin = makeButton("Begin", () => void attempt(start));
  const check = makeButton("Check what is on the page", () => void attempt(grade));
  const said = make("p", { role: "status", class: "exercise-said" });
  const results = make("ul", { class: "exercise-checks" });
  const element = make(
    "section",
    { class: "exercise", "aria-labelledby": title.id, hidden: true },
    make(
      "div",
      { class: "studio-head" },
      title,
      makeButton("Close", () => onChoose(null)),
    ),
    make("div", { class: "own-choices" }, named("Which", choice), named_field, begin, check),
    task,
    said,
    results,
  );
  host.before(element);

  const chosen = () => exercises[choice.value];
  /** @param {string} submission */
  const ask = (submission) => {
    const given = name.value.trim();
    const body = JSON.stringify({
      exercise: choice.value,
      submission,
      ...(given === "" ? {} : { name: given }),
    });
    const headers = { "Content-Type": "application/json" };
    return /** @type {Promise<Graded>} */ (
      askForJson("/grade", { method: "POST", headers, body }, refusal)
    );
  };
  const start = async () => {
    const { start: address, seed } = chosen();
    if (address === undefined) return;
    const { experiment } = readAddress(catalog, address);
    // The server alone knows which seed a name stands for.
    const own = seed === "name" ? (await ask(address)).seed : null;
    clear();
    onStart(own === null ? experiment : { ...experiment, seed: own });
  };
  const grade = async () => {
    if (state?.experiment == null) return;
    const { experiment } = state;
    setText(said, "Running it again to check it");
    const { points, of, checks } = await ask(`#${writeAddress(catalog, experiment)}`);
    checked = experiment;
    onGraded({ exercise: choice.value, points, of });
    setText(said, `${points} of ${of} points.`);
    results.replaceChildren(
      ...checks.map(({ text, holds, found }) =>
        make(
          "li",
          { "data-holds": String(holds) },
          make("strong", {}, holds ? "Holds: " : "Does not hold: "),
          `${text} Found: ${found}.`,
        ),
      ),
    );
  };
  const clear = () => {
    checked = null;
    setText(said, "");
    results.replaceChildren();
  };
  /** @param {() => Promise<void>} act */
  const attempt = async (act) => {
    begin.disabled = true;
    check.disabled = true;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      clear();
      setText(said, error.message);
    } finally {
      begin.disabled = false;
      check.disabled = false;
    }
  };
  const show = () => {
    const { text = "", start: address, seed } = chosen();
    setText(task, text);
    named_field.hidden = seed !== "name";
    begin.hidden = address === undefined;
    clear();
  };
  choice.addEventListener("change", () => onChoose(choice.value));
  show();
  /** @type {string | null} */
  let shown = null;
  return {
    first: choice.value,
    focus: () => choice.focus(),
    update(next) {
      state = next;
      if (next.exercise !== shown) {
        shown = next.exercise;
        element.hidden = shown === null;
        const is_known = shown !== null && Object.hasOwn(exercises, shown);
        if (is_known) choice.value = shown ?? "";
        show();
        if (shown !== null && !is_known) setText(said, `There is no exercise "${shown}".`);
      }
      // What was found is of the experiment that was checked, and of no other.
      if (checked !== null && next.experiment !== checked) clear();
    },
  };
}
