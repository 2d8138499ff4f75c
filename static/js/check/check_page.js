/** The page that reads a weight file: its composition root. */

import { make } from "../controls/dom.js";
import { createThemeChoice, darkConditions } from "../state/theme_choice.js";
import { askForJson } from "../stream/question.js";
import { formatPercent } from "../words/format.js";
import { report } from "./report.js";

/**
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
function find(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return element;
}

const drop = find("drop", HTMLElement);
const chosen = find("file", HTMLInputElement);
const activation = find("activation", HTMLSelectElement);
const expected = find("expected", HTMLSelectElement);
const status = find("status", HTMLElement);
const result = find("result", HTMLElement);

createThemeChoice({
  button: find("theme", HTMLButtonElement),
  conditions: darkConditions(document.styleSheets),
});

/** @type {Worker | null} */
let worker = null;
/** @type {import("./report.js").Question | null} */
let question = null;
let asked = 0;

/** @param {string} text */
function say(text) {
  status.textContent = text;
}

/** @param {Response} response */
async function refusal(response) {
  const body = await response.json().catch(() => ({}));
  const detail = Array.isArray(body.detail) ? body.detail[0]?.msg : body.detail;
  return new Error(detail ?? `The server answered with ${response.status}.`);
}

/** Asks the server about the summary of the file that was read last. */
async function ask() {
  if (question === null) return;
  asked += 1;
  const number = asked;
  say("Comparing with the laws.");
  const body = { ...question, activation: activation.value, expected: expected.value || null };
  try {
    const answer = await askForJson(
      "/identify",
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      },
      refusal,
    );
    if (number !== asked) return;
    result.replaceChildren(report(answer, question));
    say("Done.");
  } catch (error) {
    if (number === asked) say(error instanceof Error ? error.message : String(error));
  }
}

/** @param {File | undefined} file */
function read(file) {
  if (file === undefined) return;
  worker?.terminate();
  question = null;
  asked += 1;
  result.replaceChildren();
  say(`Reading ${file.name}.`);
  worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }) => {
    if (data.kind === "progress") {
      say(`Reading ${data.tensor}: ${formatPercent(data.done / data.total)} done.`);
    } else if (data.kind === "failed") {
      say(data.text);
    } else if (data.question.tensors.length === 0) {
      say("The file holds no floating point numbers.");
    } else {
      question = data.question;
      void ask();
    }
  });
  worker.addEventListener("error", () => say("The file cannot be read: its reader stopped."));
  worker.postMessage(file);
}

chosen.addEventListener("change", () => read(chosen.files?.[0]));
activation.addEventListener("change", () => void ask());
expected.addEventListener("change", () => void ask());
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("is-over");
});
document.addEventListener("dragleave", () => drop.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("is-over");
  read(event.dataTransfer?.files[0]);
});

/** Fills a select with the names of the catalog. @param {HTMLSelectElement} select @param {{name: string, label: string}[]} entries */
function offer(select, entries) {
  select.append(...entries.map(({ name, label }) => make("option", { value: name }, label)));
}

const catalog = await askForJson("/catalog", {}, refusal).catch(() => null);
if (catalog === null) {
  say("The server does not answer; reload the page.");
} else {
  offer(activation, catalog.activations);
  activation.value = "relu";
  const given = ["explicit", "expression"];
  offer(
    expected,
    catalog.initializers.filter((/** @type {{name: string}} */ it) => !given.includes(it.name)),
  );
  for (const control of [chosen, activation, expected]) control.disabled = false;
  say("No file yet.");
}
