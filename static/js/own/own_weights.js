/** The dialog for weights of one's own: those of an epoch, a pasted matrix, single numbers. */

import { named } from "../controls/copied.js";
import { fillSelect, make, makeButton, setText, uniqueId } from "../controls/dom.js";
import { LONGEST_WRITTEN } from "../state/values.js";
import { readLayer, writeLayer } from "./matrix_text.js";
import { askForWeights } from "./present_weights.js";
import { TableError } from "./read_table.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("./matrix_text.js").Layer} Layer */

/** More numbers than this are a table that nobody reads; the text holds them all. */
const LARGEST_TABLE = 160;

/**
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {(lane_id: number, patch: RunPatch) => void} options.onUse
 * @returns {{open: (lane_id: number) => void, update: (state: State) => void}}
 */
export function createOwnWeights({ catalog, onUse }) {
  /** @type {State | null} */
  let state = null;
  let run = 0;
  let lane_id = 0;
  let shown = 0;
  /** What is typed for each layer. @type {string[]} */
  let texts = [];
  const title = make("h2", { id: uniqueId("own-weights") });
  const layer = make("select");
  const text = make("textarea", { rows: 8, spellcheck: "false", autocomplete: "off" });
  const table = make("div", { class: "own-table" });
  const from_start = makeButton("Weights of its start", () => void load(0));
  const from_now = makeButton("", () => void load(epochNow()));
  const error = make("p", { class: "field-error", role: "alert", id: uniqueId("own-error") });
  const said = make("p", { role: "status", class: "own-summary" });
  const use = makeButton("Start from these weights", () => finish());
  text.setAttribute("aria-describedby", error.id);
  const dialog = make(
    "dialog",
    { class: "studio own", "aria-labelledby": title.id },
    make(
      "div",
      { class: "studio-head" },
      title,
      makeButton("Close", () => dialog.close()),
    ),
    make(
      "p",
      {},
      "One line for each neuron or input that weights lead from, one column for each neuron of the " +
        "layer; the biases may be the last line.",
    ),
    make("div", { class: "own-choices" }, named("Layer", layer), from_start, from_now),
    make("div", { class: "studio-choices" }, named("Weights", text), table, error, said, use),
  );
  document.body.append(dialog);

  const shapes = () => state?.result?.started.layers ?? [];
  const epochNow = () => state?.result?.epochs[state.frame] ?? 0;

  /** @param {number} epoch */
  const load = async (epoch) => {
    if (state?.experiment == null) return;
    try {
      const layers = await askForWeights(catalog, state.experiment, { run, epoch });
      texts = layers.map(writeLayer);
      show();
      setText(said, `The weights of epoch ${epoch}, to the last digit. ${said.textContent}`.trim());
    } catch (problem) {
      if (!(problem instanceof Error)) throw problem;
      setText(error, problem.message);
    }
  };
  const read = () =>
    shapes().map((shape, i) => {
      try {
        return readLayer(texts[i] ?? "", shape);
      } catch (problem) {
        if (!(problem instanceof TableError)) throw problem;
        throw new TableError(i === shown ? problem.message : `Layer ${i + 1}. ${problem.message}`);
      }
    });
  /** @param {boolean} [is_typed] whether the text is being typed, and the table alone is to follow */
  const show = (is_typed = false) => {
    if (!is_typed) text.value = texts[shown] ?? "";
    let trouble = "";
    /** @type {Layer[] | null} */
    let layers = null;
    try {
      layers = read();
    } catch (problem) {
      if (!(problem instanceof TableError)) throw problem;
      trouble = problem.message;
    }
    setText(error, trouble);
    setText(said, layers !== null && isLong(layers) ? TOO_LONG : "");
    use.disabled = layers === null;
    table.replaceChildren(...(layers === null ? [] : tableOf(layers[shown], takeNumber)));
  };
  /** @param {Layer} changed */
  const takeNumber = (changed) => {
    texts[shown] = writeLayer(changed);
    text.value = texts[shown];
    setText(error, "");
  };
  const finish = () => {
    const layers = read();
    onUse(lane_id, {
      initializer: { name: "explicit", weights: layers.map(({ weights }) => weights) },
      bias_initializer: { name: "explicit", values: layers.map(({ bias }) => bias) },
    });
    dialog.close();
  };

  text.addEventListener("input", () => {
    texts[shown] = text.value;
    show(true);
  });
  layer.addEventListener("change", () => {
    shown = Number(layer.value);
    show();
  });
  return {
    update(next) {
      state = next;
    },
    open(lane) {
      if (state === null || shapes().length === 0) return;
      lane_id = lane;
      run = Math.max(0, state.lane_ids.indexOf(lane));
      shown = 0;
      texts = [];
      setText(title, `Weights of ${state.experiment?.runs[run]?.label ?? "the run"}`);
      setText(from_now, `Weights of epoch ${epochNow()}`);
      from_now.hidden = epochNow() === 0;
      fillSelect(
        layer,
        shapes().map(({ fan_in, fan_out }, i) => ({
          name: String(i),
          label: `${i + 1}: ${fan_in} to ${fan_out}`,
        })),
      );
      layer.value = "0";
      text.value = "";
      table.replaceChildren();
      setText(error, "");
      use.disabled = true;
      dialog.showModal();
      void load(epochNow());
    },
  };
}

const TOO_LONG = "They are too many for a link: links of this experiment work in this tab alone.";

/** @param {Layer[]} layers */
function isLong(layers) {
  return JSON.stringify(layers.map(({ weights }) => weights)).length > LONGEST_WRITTEN;
}

/**
 * A layer's numbers as fields.
 * @param {Layer} layer
 * @param {(changed: Layer) => void} onChange
 * @returns {HTMLElement[]}
 */
function tableOf(layer, onChange) {
  const rows = [...layer.weights, layer.bias];
  if (rows.length * layer.bias.length > LARGEST_TABLE) return [];
  const changed = rows.map((row) => [...row]);
  const named_rows = rows.map((row, i) => {
    const name = i < layer.weights.length ? `from ${i + 1}` : "bias";
    const cells = row.map((value, j) => {
      const input = make("input", {
        type: "text",
        inputmode: "decimal",
        class: "number",
        "aria-label": `${name} to ${j + 1}`,
        value: String(value),
      });
      input.addEventListener("change", () => {
        const next = Number(input.value.trim().replace("\u2212", "-").replace(",", "."));
        const is_number = input.value.trim() !== "" && Number.isFinite(next);
        input.toggleAttribute("aria-invalid", !is_number);
        if (!is_number) return;
        changed[i][j] = next;
        onChange({ weights: changed.slice(0, -1), bias: changed[changed.length - 1] });
      });
      return make("td", {}, input);
    });
    return make("tr", {}, make("th", { scope: "row" }, name), ...cells);
  });
  const head = layer.bias.map((_, j) => make("th", { scope: "col" }, `to ${j + 1}`));
  return [
    make(
      "table",
      {},
      make("thead", {}, make("tr", {}, make("td"), ...head)),
      make("tbody", {}, ...named_rows),
    ),
  ];
}
