/** How far a signal goes, and how far its delta comes back, in networks before any training. */

import { fillSelect, make, setText } from "../controls/dom.js";
import { explain } from "../controls/explain.js";
import { createField, wrapField } from "../controls/field.js";
import { createLatest, describeTrouble } from "../stream/question.js";
import { formatNumber } from "../words/format.js";
import { chartOf, describeRegime, factorPerLayer, loadPropagation, STARTS } from "./depth.js";
import { createDepthView } from "./depth_view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Catalog} Catalog */
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

/** Sizes of the probe before anybody changes them. */
const NUMBERS = Object.freeze([
  { name: "width", label: "Width", limit: "width", usual: 100, most: 512, low: 4 },
  { name: "depth", label: "Depth", limit: "probe_depth", usual: 30, most: 100, low: 2 },
  { name: "seeds", label: "Seeds", limit: "probe_seeds", usual: 5, most: 32, low: 1 },
]);

/**
 * @param {HTMLElement} host
 * @param {InspectorContext} context
 */
export function createDepthTab(host, { onHover }) {
  const chosen = new Set(STARTS.filter(({ at_first }) => at_first));
  /** @type {Record<string, number>} */
  const sizes = Object.fromEntries(NUMBERS.map(({ name, usual }) => [name, usual]));
  /** Until somebody chooses one here, that of the experiment. @type {string | null} */
  let own_activation = null;
  /** @type {State | null} */
  let state = null;

  const activation = make("select");
  activation.addEventListener("change", () => {
    own_activation = activation.value;
    ask();
  });
  const fields = make(
    "div",
    { class: "fields" },
    makeStarts(chosen, () => ask()),
  );
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

  const ask = () => {
    if (chosen.size === 0) {
      setText(status, "Choose at least one initializer.");
      return;
    }
    const name = own_activation ?? state?.experiment?.activation ?? "tanh";
    results.setAttribute("aria-busy", "true");
    setText(status, results.classList.contains("is-filled") ? "" : "Computing");
    const curves = STARTS.filter((start) => chosen.has(start)).map(
      ({ label, initializer, bias_initializer = { name: "zeros" } }) => ({
        label,
        initializer,
        bias_initializer,
      }),
    );
    const { width, depth, seeds } = sizes;
    if (!latest.want({ activation: name, width, depth, seeds, curves })) {
      results.removeAttribute("aria-busy");
    }
  };

  /** @param {Catalog} catalog */
  const makeControls = (catalog) => {
    fillSelect(activation, catalog.activations);
    fields.append(wrapField("Activation", activation).element);
    for (const { name, label, limit, usual, most, low } of NUMBERS) {
      const maximum = catalog.limits.find((each) => each.name === limit)?.value ?? most;
      const field = createField({
        parameter: wholeNumber(name, usual, maximum),
        label,
        stretch: { low, high: Math.min(most, maximum), log: name === "width" },
        onChange: (value) => {
          sizes[name] = Number(value);
          ask();
        },
      });
      field.update(usual);
      fields.append(field.element);
    }
  };

  return {
    /** @param {State} next */
    update(next) {
      const first = state === null;
      state = next;
      if (next.catalog === null || next.experiment === null) return;
      if (first) makeControls(next.catalog);
      const name = own_activation ?? next.experiment.activation;
      if (!first && activation.value === name) return;
      activation.value = name;
      ask();
    },
  };
}

/**
 * @param {Set<import("./depth.js").Start>} chosen changed in place
 * @param {() => void} onChange
 */
function makeStarts(chosen, onChange) {
  const ticks = STARTS.map((start) => {
    const tick = make("input", { type: "checkbox", checked: chosen.has(start) });
    tick.addEventListener("change", () => {
      if (tick.checked) chosen.add(start);
      else chosen.delete(start);
      onChange();
    });
    const swatch = make("span", { class: `swatch series-${start.series}` });
    return make("label", { class: "start-choice" }, tick, swatch, start.label);
  });
  return make("fieldset", { class: "starts" }, make("legend", {}, "Initializers"), ...ticks);
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

/**
 * @param {string} name
 * @param {number} usual
 * @param {number} maximum
 * @returns {import("../types.js").Parameter}
 */
function wholeNumber(name, usual, maximum) {
  return {
    name,
    kind: "integer",
    default: usual,
    minimum: 1,
    maximum,
    exclusive_minimum: false,
    choices: [],
    step: null,
    description: "",
  };
}
