/** How far a signal goes, and how far its delta comes back, in networks before any training. */

import { fillSelect, make, setText } from "../controls/dom.js";
import { explain } from "../controls/explain.js";
import { createField, wrapField } from "../controls/field.js";
import { writeSettings } from "../state/properties.js";
import { createLatest, describeTrouble } from "../stream/question.js";
import { formatNumber } from "../words/format.js";
import { chartOf, describeRegime, factorPerLayer, loadPropagation, stepOf } from "./depth.js";
import { ARCHITECTURES, depthSettings, SIZES, STARTS } from "./depth_settings.js";
import { createDepthView } from "./depth_view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../state/tab_settings.js").Settings} Settings */
/** @typedef {import("./inspector.js").InspectorContext} InspectorContext */
/** @typedef {import("./depth.js").Propagation} Propagation */
/** @typedef {import("./depth.js").PropagationCurve} PropagationCurve */

const CAPTION =
  "Networks of equal layers as they are drawn, before any training. Lines are means, bands the " +
  "middle 80 % of the seeds; dots are the theory for infinitely wide layers. In a residual network " +
  "it is the stream that is measured, after the first layer and after each block.";

/** @type {readonly {quantity: "activation_std" | "delta_std", title: string, words: string}[]} */
const CHARTS = [
  {
    quantity: "activation_std",
    title: "Forward: std of the activations",
    words: "The signal's size in each layer, or after each block.",
  },
  {
    quantity: "delta_std",
    title: "Backward: std of the deltas",
    words:
      "The size of the deltas. They start with std 1 in the output layer and go back, to the left.",
  },
];

/**
 * @param {HTMLElement} host
 * @param {InspectorContext} context
 */
export function createDepthTab(host, { onHover, settingsOf, onSettings }) {
  /** @type {State | null} */
  let state = null;

  const activation = make("select");
  activation.addEventListener("change", () => onSettings({ activation: activation.value }));
  const architecture = make("select");
  fillSelect(architecture, [...ARCHITECTURES]);
  architecture.addEventListener("change", () => onSettings({ architecture: architecture.value }));
  const starts = createStarts(onSettings);
  /** @type {{name: string, field: import("../controls/field.js").Field}[]} */
  let sizes = [];
  /** @type {import("../controls/field.js").Field | null} */
  let multiplier = null;
  const fields = make("div", { class: "fields" }, starts.element);
  const status = make("p", { class: "panel-status", role: "status" });
  const charts = CHARTS.map(({ quantity, title, words }) => {
    const canvas = make("div", { class: "depth-canvas" });
    const element = make(
      "section",
      { class: "depth-chart" },
      make("h3", {}, ...explain(title)),
      make("p", { class: "panel-caption" }, ...explain(words)),
      canvas,
    );
    return { quantity, title, element, view: createDepthView(canvas, { onHover }) };
  });
  const body = make("tbody");
  const heads = [make("th", { scope: "col" }), make("th", { scope: "col" })];
  const sources = make("ul", { class: "sources" });
  const results = make(
    "div",
    { class: "depth-results" },
    make("div", { class: "depth-charts" }, ...charts.map(({ element }) => element)),
    make(
      "div",
      { class: "table-scroll", tabindex: 0, role: "region", "aria-label": "Numbers" },
      makeTable(body, heads),
    ),
    make("details", { class: "more" }, make("summary", {}, "Where the theory comes from"), sources),
  );
  host.append(
    make(
      "div",
      { class: "depth-panel" },
      fields,
      make("p", { class: "panel-caption" }, ...explain(CAPTION)),
      status,
      results,
    ),
  );

  const latest = createLatest({
    ask: loadPropagation,
    onAnswer(answer) {
      results.removeAttribute("aria-busy");
      setText(status, "");
      show(answer);
    },
    onError(error) {
      results.removeAttribute("aria-busy");
      // What stands there belongs to other settings.
      results.classList.remove("is-filled");
      setText(status, describeTrouble(error));
    },
  });

  /** @param {Propagation} answer */
  const show = (answer) => {
    results.classList.add("is-filled");
    for (const { quantity, title, view } of charts) {
      view.update({ title, chart: chartOf(answer, quantity) });
    }
    const step = stepOf(answer.request.architecture);
    for (const head of heads) head.textContent = `a ${step}`;
    body.replaceChildren(
      ...answer.curves.map((curve) => makeRow(curve, answer.request.depth, step)),
    );
    sources.replaceChildren(...answer.citations.map(({ text }) => make("li", {}, text)));
  };

  /** @param {Settings} settings @param {string} name of the activation @param {unknown} own */
  const ask = (settings, name, own) => {
    const chosen = STARTS.filter((start) => settings[start.name] === true);
    if (chosen.length === 0) {
      setText(status, "Choose at least one initializer.");
      return;
    }
    results.setAttribute("aria-busy", "true");
    setText(status, results.classList.contains("is-filled") ? "" : "Computing");
    const curves = chosen.map(({ label, initializer, bias_initializer = { name: "zeros" } }) => ({
      label,
      initializer,
      bias_initializer,
    }));
    const [width, depth, seeds] = SIZES.map((each) => Number(settings[each.name]));
    const chain = architectureOf(settings, own);
    if (!latest.want({ activation: name, architecture: chain, width, depth, seeds, curves })) {
      results.removeAttribute("aria-busy");
    }
  };

  /** @param {Catalog} catalog */
  const makeControls = (catalog) => {
    fillSelect(activation, catalog.activations);
    const declared = depthSettings(catalog);
    const factor = declared.find(({ name }) => name === "multiplier");
    fields.append(
      wrapField("Activation", activation).element,
      wrapField("Architecture", architecture).element,
    );
    if (factor !== undefined) {
      multiplier = createField({
        parameter: factor,
        label: "Branch multiplier",
        stretch: { low: 0, high: 2, log: false },
        onChange: (value) => onSettings({ multiplier: value }),
      });
      fields.append(multiplier.element);
    }
    sizes = SIZES.flatMap(({ name, label, most, low }) => {
      const parameter = declared.find((each) => each.name === name);
      if (parameter === undefined) return [];
      const high = Math.min(most, parameter.maximum ?? most);
      const field = createField({
        parameter,
        label,
        stretch: { low, high, log: name === "width" },
        onChange: (value) => onSettings({ [name]: value }),
      });
      return [{ name, field }];
    });
    fields.append(...sizes.map(({ field }) => field.element));
  };

  return {
    /** @param {State} next called for every frame that is played */
    update(next) {
      const before = state;
      state = next;
      if (next.catalog === null || next.experiment === null) return;
      if (before === null) makeControls(next.catalog);
      const settings = settingsOf(next);
      const name = String(settings.activation ?? next.experiment.activation);
      const own = next.experiment.architecture;
      const is_same = before !== null && settingsOf(before) === settings;
      if (is_same && activation.value === name && before.experiment?.architecture === own) return;
      activation.value = name;
      architecture.value = String(settings.architecture);
      if (multiplier !== null) {
        multiplier.update(settings.multiplier);
        multiplier.element.hidden = chosenArchitecture(settings)?.kind !== "residual";
      }
      starts.update(settings);
      for (const size of sizes) size.field.update(settings[size.name]);
      ask(settings, name, own);
    },
  };
}

/** @param {Settings} settings */
function chosenArchitecture(settings) {
  return ARCHITECTURES.find(({ name }) => name === settings.architecture)?.architecture ?? null;
}

/**
 * @param {Settings} settings
 * @param {unknown} own the experiment's
 */
function architectureOf(settings, own) {
  const chosen = chosenArchitecture(settings);
  if (chosen === null) return writeSettings({ architecture: own }).architecture;
  return chosen.kind === "residual"
    ? { ...chosen, branch_multiplier: settings.multiplier }
    : chosen;
}

/** @param {(patch: Settings) => void} onChange */
function createStarts(onChange) {
  const ticks = STARTS.map((start) => {
    const tick = make("input", { type: "checkbox" });
    tick.addEventListener("change", () => onChange({ [start.name]: tick.checked }));
    const swatch = make("span", { class: `swatch series-${start.series}` });
    const element = make("label", { class: "start-choice" }, tick, swatch, start.label);
    return { name: start.name, tick, element };
  });
  return {
    element: make(
      "fieldset",
      { class: "starts" },
      make("legend", {}, "Initializers"),
      ...ticks.map(({ element }) => element),
    ),
    /** @param {Settings} settings */
    update(settings) {
      for (const { name, tick } of ticks) tick.checked = settings[name] === true;
    },
  };
}

/** @param {HTMLElement} body @param {HTMLElement[]} rates the heads of the two columns of factors */
function makeTable(body, [signal_rate, delta_rate]) {
  const head = (/** @type {string} */ text) => make("th", { scope: "col" }, text);
  const heads = [
    head("Initializer"),
    head("Signal, first to last"),
    signal_rate,
    head("Delta, last to first"),
    delta_rate,
    head("After very many (theory)"),
  ];
  return make("table", { class: "figures" }, make("thead", {}, make("tr", {}, ...heads)), body);
}

/**
 * @param {PropagationCurve} curve
 * @param {number} depth
 * @param {string} step
 */
function makeRow({ label, measured, theory, theory_note }, depth, step) {
  const { activation_std, delta_std } = measured;
  const signal = [activation_std.mean[0], activation_std.mean[depth - 1]];
  const delta = [delta_std.mean[depth - 1], delta_std.mean[0]];
  const cells = [signal, delta].flatMap(([from, to]) => [
    `${formatNumber(from)} \u2192 ${formatNumber(to)}`,
    `\u00d7 ${formatNumber(factorPerLayer(from, to, depth - 1))}`,
  ]);
  const regime = theory === null ? theory_note : describeRegime(theory, formatNumber, step);
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, label),
    ...cells.map((text) => make("td", {}, text)),
    make("td", { class: "words" }, regime),
  );
}
