/** The page that reads a weight file: its composition root. */

import { make } from "../controls/dom.js";
import { createThemeChoice, darkConditions } from "../state/theme_choice.js";
import { askForJson } from "../stream/question.js";
import { formatPercent } from "../words/format.js";
import { denseChain } from "./dense_chain.js";
import { addressOfLaw, count, stageAddress } from "./open_model.js";
import { report } from "./report.js";
import { MOST_ENTRIES } from "./send_signals.js";
import { signalsTable } from "./signals_table.js";
import { stageOffer } from "./stage_offer.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../wire_types.js").Identified} Identified */
/** @typedef {import("../wire_types.js").TensorAnswer} TensorAnswer */

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
/** @type {Catalog | null} */
let catalog = null;
let file_name = "";
let asked = 0;
/** What is shown of the file now. @type {{answer: Identified, signals: HTMLElement} | null} */
let shown = null;
/** What is being opened on the stage. @type {import("./dense_chain.js").DenseLayer[]} */
let opening = [];

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
    show(answer, question);
    say("Done.");
  } catch (error) {
    if (number === asked) say(error instanceof Error ? error.message : String(error));
  }
}

/** @param {import("../wire_types.js").Growth} growth */
function tableOf(growth) {
  const entry = catalog?.activations.find(({ name }) => name === growth.activation);
  return signalsTable(growth, entry?.label ?? growth.activation);
}

/**
 * @param {Identified} answer
 * @param {import("./report.js").Question} about
 */
function show(answer, about) {
  const known = /** @type {Catalog} */ (catalog);
  const signals = make("div");
  if (answer.growth !== null) signals.append(tableOf(answer.growth));
  const stage = stageOffer(known, answer, openOnStage);
  const lawAddress = (/** @type {TensorAnswer} */ tensor) => addressOfLaw(known, tensor);
  result.replaceChildren(report(answer, about, { parts: [signals, stage], lawAddress }));
  shown = { answer, signals };
  const { layers } = denseChain(answer);
  if (layers !== null && count(layers) <= MOST_ENTRIES) {
    worker?.postMessage({ task: "signals", layers, activation: activation.value, asked });
  }
}

/** @param {import("./dense_chain.js").DenseLayer[]} layers */
function openOnStage(layers) {
  opening = layers;
  say("Reading the weights for the stage.");
  const names = layers.flatMap(({ name, bias }) => (bias === null ? [name] : [name, bias]));
  worker?.postMessage({ task: "numbers", names });
}

/** @param {import("./open_model.js").Numbers} numbers */
function finishOpening(numbers) {
  if (catalog === null || shown === null) return;
  try {
    const model = { layers: opening, numbers, answer: shown.answer, label: file_name };
    location.assign(stageAddress(catalog, { ...model, activation: activation.value }));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

/** What the worker says, by kind. @type {Record<string, (data: any) => void>} */
const MESSAGES = {
  progress: ({ tensor, done, total }) =>
    say(`Reading ${tensor}: ${formatPercent(done / total)} done.`),
  failed: ({ text }) => say(text),
  question(data) {
    if (data.question.tensors.length === 0) {
      say("The file holds no floating point numbers.");
      return;
    }
    question = data.question;
    void ask();
  },
  signals({ growth, asked: number }) {
    if (number === asked && growth !== null) shown?.signals.replaceChildren(tableOf(growth));
  },
  numbers: ({ numbers }) => finishOpening(numbers),
};

/** @param {File | undefined} file */
function read(file) {
  if (file === undefined) return;
  worker?.terminate();
  question = null;
  shown = null;
  asked += 1;
  file_name = file.name;
  result.replaceChildren();
  say(`Reading ${file.name}.`);
  worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }) => MESSAGES[data.kind]?.(data));
  worker.addEventListener("error", () => say("The file cannot be read: its reader stopped."));
  worker.postMessage({ task: "read", file });
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

catalog = /** @type {Catalog | null} */ (
  await askForJson("/catalog", {}, refusal).catch(() => null)
);
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
