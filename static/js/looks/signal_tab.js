/** What every layer of a run makes of the training set at the shown epoch, there and back. */

import { make, setText } from "../controls/dom.js";
import { explain, setExplained } from "../controls/explain.js";
import { clampSelection } from "../state/selection.js";
import { lastFrame } from "../stream/result.js";
import { formatLayer, formatNumber, formatPercent } from "../words/format.js";
import { createRunChoice } from "./choices.js";
import { createSpreadView } from "./spread_view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Hover} Hover */
/** @typedef {import("../types.js").LayerFrame} LayerFrame */
/** @typedef {import("../types.js").RunFrame} RunFrame */
/** @typedef {import("./inspector.js").InspectorContext} InspectorContext */

const CAPTION =
  "All neurons of a layer on all training samples, on a fixed range; what lies outside is counted " +
  "at the edge. Delta is dLoss/dpre-activation. A step of about a thousandth (1e-3) of the " +
  "weights' spread is healthy. The effective rank says how many independent outputs the layer has: 1 for clones.";

/** @type {readonly {quantity: "pre_activation" | "activation" | "delta", label: string}[]} */
const SPREADS = [
  { quantity: "pre_activation", label: "Pre-activation" },
  { quantity: "activation", label: "Activation" },
  { quantity: "delta", label: "Delta" },
];

/** @type {readonly {label: string, write: (layer: LayerFrame) => string}[]} */
const FIGURES = [
  { label: "Saturated or dead", write: describeIdle },
  {
    label: "Gradient norm",
    write: ({ signal }) => formatNumber(signal?.weight_grad_norm),
  },
  {
    label: "Step to weights",
    write: ({ signal }) => formatRatio(signal?.update_ratio ?? null),
  },
  {
    label: "Distinct to the eye",
    write: ({ visibly_distinct, fan_out }) => `${visibly_distinct} of ${fan_out}`,
  },
  { label: "Effective rank", write: ({ effective_rank }) => formatNumber(effective_rank) },
];

/**
 * @param {HTMLElement} host
 * @param {InspectorContext} context
 */
export function createSignalTab(host, { onSelect, onHover }) {
  const run = createRunChoice((chosen) => {
    if (state !== null) onSelect({ ...clampSelection(state), run: chosen, neuron: null });
  });
  const flow = make("p", { class: "signal-flow" });
  const body = make("tbody");
  const heads = ["Layer", ...SPREADS.map(({ label }) => label), ...FIGURES.map((f) => f.label)];
  const table = make(
    "table",
    { class: "figures signal-table" },
    make(
      "thead",
      {},
      make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, ...explain(head)))),
    ),
    body,
  );
  host.append(
    make(
      "div",
      { class: "fields" },
      run.element,
      make("p", { class: "panel-caption" }, ...explain(CAPTION)),
    ),
    flow,
    make(
      "div",
      { class: "table-scroll", tabindex: 0, role: "region", "aria-label": "Signals" },
      table,
    ),
  );
  /** @type {State | null} */
  let state = null;
  /** @type {ReturnType<typeof createRow>[]} */
  let rows = [];

  /** @param {number} count */
  const keepRows = (count) => {
    if (rows.length === count) return;
    rows.forEach((row) => row.destroy());
    rows = Array.from({ length: count }, (_, i) => createRow(i, count, onHover));
    body.replaceChildren(...rows.map(({ element }) => element));
  };

  return {
    /** @param {State} next */
    update(next) {
      state = next;
      const { result, frame } = next;
      if (result === null) return;
      const chosen = clampSelection(next);
      run.update(result.lanes, chosen.run);
      const lane = result.lanes[chosen.run];
      const index = lastFrame(lane, frame);
      const shown = lane.frames[index] ?? null;
      if (shown === null || !shown.layers.every(({ signal }) => signal)) {
        keepRows(0);
        // Signals are recorded from the moment this tab is first opened.
        setText(
          flow,
          shown === null ? "This run has exploded: its numbers are no longer finite." : "Measuring",
        );
        return;
      }
      keepRows(shown.layers.length);
      setExplained(flow, describeFlow(shown));
      shown.layers.forEach((layer, i) => rows[i].update(layer));
    },
  };
}

/**
 * @param {number} layer_index
 * @param {number} layer_count
 * @param {(hover: Hover) => void} onHover
 */
function createRow(layer_index, layer_count, onHover) {
  const name = formatLayer(layer_index, layer_count);
  const spreads = SPREADS.map(({ quantity, label }) => {
    const canvas = make("div", { class: "spread-canvas" });
    const std = make("span", { class: "spread-std" });
    const view = createSpreadView(canvas, { onHover });
    return { quantity, label, std, view, cell: make("td", {}, canvas, std) };
  });
  const figures = FIGURES.map(({ write }) => ({ write, cell: make("td") }));
  const element = make(
    "tr",
    {},
    make("th", { scope: "row" }, name.charAt(0).toUpperCase() + name.slice(1)),
    ...spreads.map(({ cell }) => cell),
    ...figures.map(({ cell }) => cell),
  );
  return {
    element,
    /** @param {LayerFrame} layer */
    update(layer) {
      const { signal } = layer;
      if (!signal) return;
      for (const { quantity, label, std, view } of spreads) {
        const spread = signal[quantity];
        view.update({ name: `${label}, ${name}`, spread });
        setText(std, `std ${formatNumber(spread.std)}`);
      }
      for (const { write, cell } of figures) setText(cell, write(layer));
    },
    destroy: () => spreads.forEach(({ view }) => view.destroy()),
  };
}

/** @param {RunFrame} frame */
function describeFlow({ epoch, gradient_flow = null, layers }) {
  const first = formatNumber(layers[0].signal?.delta.std);
  const last = formatNumber(layers[layers.length - 1].signal?.delta.std);
  const flow = `Gradient flow at epoch ${epoch}: ${formatNumber(gradient_flow)}`;
  return `${flow}, the std of delta in the first layer (${first}) over that in the last (${last}).`;
}

/**
 * Half of the way from the middle of an activation's range to an end. A sigmoid layer whose outputs
 * gather near 0 passes less and less, long before its units lie on the flat parts of the curve:
 * Glorot & Bengio (2010), section 3.1, of the top hidden layer.
 */
const PUSHED = 0.5;

/** @param {Pick<LayerFrame, "signal" | "fan_out">} layer */
export function describeIdle({ signal, fan_out }) {
  if (!signal) return "\u2013";
  if (signal.dead !== null) return `${signal.dead.length} of ${fan_out} dead`;
  if (signal.saturated === null) return "\u2013";
  return `${formatPercent(signal.saturated)} saturated${describePush(signal.activation)}`;
}

/**
 * Where the outputs of a layer gather, if that is near an end of their range.
 * @param {NonNullable<LayerFrame["signal"]>["activation"]} activation
 */
function describePush({ mean, histogram: { bin_edges } }) {
  const [low, high] = [bin_edges[0], bin_edges[bin_edges.length - 1]];
  if (mean === null) return "";
  const lean = (2 * mean - low - high) / (high - low);
  if (Math.abs(lean) <= PUSHED) return "";
  const end = formatNumber(lean < 0 ? low : high, 1);
  return `; outputs gather near ${end}: mean ${formatNumber(mean, 2)}`;
}

/**
 * A ratio that comes as its logarithm.
 * @param {number | null} power
 */
function formatRatio(power) {
  return power === null ? "\u2013" : formatNumber(10 ** power, 2);
}
