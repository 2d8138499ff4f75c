/** How far a signal goes, and how far its delta comes back, in networks before any training. */

import { fillSelect, make, setText } from "../controls/dom.js";
import { explain } from "../controls/explain.js";
import { createField, wrapField } from "../controls/field.js";
import { createLatest, describeTrouble } from "../stream/question.js";
import { formatNumber } from "../words/format.js";
import { chartOf, describeRegime, factorPerLayer, loadPropagation } from "./depth.js";
import { depthSettings, SIZES, STARTS } from "./depth_settings.js";
import { createDepthView } from "./depth_view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../state/tab_settings.js").Settings} Settings */
/** @typedef {import("./inspector.js").InspectorContext} InspectorContext */
/** @typedef {import("./depth.js").Propagation} Propagation */
/** @typedef {import("./depth.js").PropagationCurve} PropagationCurve */

const CAPTION =
  "Networks of equal layers as they are drawn, before any training. Lines are means, bands the " +
  "middle 80 % of the seeds; dots are the theory for infinitely wide layers.";

/** @type {readonly {quantity: "activation_std" | "delta_std", title: string, words: string}[]} */
const CHARTS = [
  {
    quantity: "activation_std",
    title: "Forward: std of the activations",
    words: "The signal's size in each layer.",
  },
  {
    quantity: "delta_std",
    title: "Backward: std of the deltas",
    words:
      "The size of the deltas. They start with std 1 in the last layer and go back, to the left.",
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
  const starts = createStarts(onSettings);
  /** @type {{name: string, field: import("../controls/field.js").Field}[]} */
  let sizes = [];
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
  const sources = make("ul", { class: "sources" });
  const results = make(
    "div",
    { class: "depth-results" },
    make("div", { class: "depth-charts" }, ...charts.map(({ element }) => element)),
    make(
      "div",
      { class: "table-scroll", tabindex: 0, role: "region", "aria-label": "Numbers" },
      makeTable(body),
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
    const { depth } = answer.request;
    body.replaceChildren(...answer.curves.map((curve) => makeRow(curve, depth)));
    sources.replaceChildren(...answer.citations.map(({ text }) => make("li", {}, text)));
  };

  /** @param {Settings} settings @param {string} name of the activation */
  const ask = (settings, name) => {
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
    if (!latest.want({ activation: name, width, depth, seeds, curves })) {
      results.removeAttribute("aria-busy");
    }
  };

  /** @param {Catalog} catalog */
  const makeControls = (catalog) => {
    fillSelect(activation, catalog.activations);
    fields.append(wrapField("Activation", activation).element);
    const declared = depthSettings(catalog);
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
      const is_same = before !== null && settingsOf(before) === settings;
      if (is_same && activation.value === name) return;
      activation.value = name;
      starts.update(settings);
      for (const size of sizes) size.field.update(settings[size.name]);
      ask(settings, name);
    },
  };
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

/** @param {HTMLElement} body */
function makeTable(body) {
  const heads = [
    "Initializer",
    "Signal, first to last layer",
    "a layer",
    "Delta, last to first layer",
    "a layer",
    "After very many layers (theory)",
  ];
  return make(
    "table",
    { class: "figures" },
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
    body,
  );
}

/**
 * @param {PropagationCurve} curve
 * @param {number} depth
 */
function makeRow({ label, measured, theory, theory_note }, depth) {
  const { activation_std, delta_std } = measured;
  const signal = [activation_std.mean[0], activation_std.mean[depth - 1]];
  const delta = [delta_std.mean[depth - 1], delta_std.mean[0]];
  const cells = [signal, delta].flatMap(([from, to]) => [
    `${formatNumber(from)} \u2192 ${formatNumber(to)}`,
    `\u00d7 ${formatNumber(factorPerLayer(from, to, depth - 1))}`,
  ]);
  const regime = theory === null ? theory_note : describeRegime(theory, formatNumber);
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, label),
    ...cells.map((text) => make("td", {}, text)),
    make("td", { class: "words" }, regime),
  );
}
