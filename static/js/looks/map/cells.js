/** The cells of a map as they come, and what of them is coloured. */

import { formatNumber, formatPercent } from "../../words/format.js";

/** @typedef {import("../../types.js").MapRequest} MapRequest */
/** @typedef {import("../../wire_types.js").MapCell} MapCell */
/** @typedef {import("../../wire_types.js").MapEvent} MapEvent */
/** @typedef {import("../../drawing/charts/map_chart.js").MapChart} MapChart */

/**
 * @typedef {object} MapResult
 * @property {MapRequest} request
 * @property {(MapCell | null)[]} cells row by row from y 0, x 0 first; null while it is to come
 * @property {number} known how many have come
 * @property {import("../../wire_types.js").MapStarted["theory"]} theory
 */

/**
 * A quantity that cells are coloured by.
 * @typedef {object} Quantity
 * @property {string} name
 * @property {string} label
 * @property {boolean} is_share from 0 to 1; any other is drawn on a logarithmic scale
 * @property {(cell: MapCell, neurons: number[], seeds: number) => number | null} value
 */

/** @type {readonly Quantity[]} */
export const QUANTITIES = Object.freeze([
  ofFigure("train_loss", "Training loss", false),
  ofFigure("test_loss", "Test loss", false),
  ofFigure("train_accuracy", "Training accuracy", true),
  ofFigure("test_accuracy", "Test accuracy", true),
  {
    name: "distinct_neurons",
    label: "Distinct hidden neurons",
    is_share: true,
    value: ({ figures }, neurons) => shareOf(figures.distinct_neurons, neurons),
  },
  {
    name: "visibly_distinct",
    label: "Hidden neurons distinct to the eye",
    is_share: true,
    value: ({ figures }, neurons) => shareOf(figures.visibly_distinct, neurons),
  },
  ofFigure("gradient_flow", "Gradient flow, first layer over last", false),
  {
    name: "diverged",
    label: "Diverged seeds",
    is_share: true,
    value: ({ diverged_seeds }, _, seeds) => diverged_seeds / seeds,
  },
]);

/**
 * @param {"train_loss" | "test_loss" | "train_accuracy" | "test_accuracy" | "gradient_flow"} name
 * @param {string} label
 * @param {boolean} is_share
 * @returns {Quantity}
 */
function ofFigure(name, label, is_share) {
  return { name, label, is_share, value: ({ figures }) => figures[name] };
}

/**
 * @param {(number | null)[] | null} counts of every layer, perhaps with the output layer last
 * @param {number[]} neurons of every hidden layer
 */
function shareOf(counts, neurons) {
  if (counts === null || neurons.length === 0) return null;
  const sum = (/** @type {(number | null)[]} */ all) =>
    all.reduce((/** @type {number} */ a, b) => a + (b ?? 0), 0);
  return sum(counts.slice(0, neurons.length)) / sum(neurons);
}

/**
 * @param {MapRequest} request
 * @returns {MapResult}
 */
export function emptyMap(request) {
  const size = request.x.entries.length * request.y.entries.length;
  return { request, cells: Array(size).fill(null), known: 0, theory: [] };
}

/**
 * @param {MapResult} result
 * @param {MapEvent[]} events
 * @returns {MapResult} another one
 */
export function takeCells(result, events) {
  const cells = [...result.cells];
  let { known, theory } = result;
  for (const event of events) {
    if (event.kind === "started") ({ theory } = event);
    if (event.kind !== "cell") continue;
    cells[event.y_index * result.request.x.entries.length + event.x_index] = event;
    known += 1;
  }
  return { ...result, cells, known, theory };
}

/**
 * The experiment of a cell, as a change of the base.
 * @param {MapRequest} request
 * @param {readonly [number, number]} place
 * @returns {import("../../types.js").ExperimentRequest}
 */
export function patchAt({ x, y }, [column, row]) {
  return { ...x.entries[column].patch, ...y.entries[row].patch };
}

/**
 * @param {MapResult} result
 * @param {readonly [number, number]} place
 */
export function cellAt({ cells, request }, [column, row]) {
  return cells[row * request.x.entries.length + column] ?? null;
}

/**
 * @param {MapResult} result
 * @param {Quantity} quantity
 * @param {readonly [number, number]} place
 * @returns {number | null}
 */
export function valueAt(result, quantity, place) {
  const cell = cellAt(result, place);
  if (cell === null) return null;
  const { base, seeds = 1 } = result.request;
  const widths = patchAt(result.request, place).hidden_layers ?? base?.hidden_layers ?? [];
  return quantity.value(cell, widths, seeds);
}

/** A loss below this is as good as none; a logarithm needs a lowest value. */
const LOWEST = 1e-6;

/**
 * @param {MapResult} result
 * @param {Quantity} quantity
 * @returns {MapChart}
 */
export function chartOfMap(result, quantity) {
  const { x, y } = result.request;
  const columns = x.entries.length;
  const values = result.cells.map((_, at) =>
    valueAt(result, quantity, [at % columns, Math.floor(at / columns)]),
  );
  const told = values.filter((value) => value !== null).map((value) => Math.max(LOWEST, value));
  const domain = quantity.is_share
    ? /** @type {[number, number]} */ ([0, 1])
    : /** @type {[number, number]} */ (
        told.length === 0 ? [0.1, 1] : [Math.min(...told), Math.max(...told)]
      );
  return {
    columns: x.entries.map(({ label }) => label),
    rows: y.entries.map(({ label }) => label),
    x_title: x.label,
    y_title: y.label,
    title: quantity.label,
    values,
    marks: result.cells.map((cell) =>
      cell === null ? "missing" : cell.status === "diverged" ? "diverged" : "measured",
    ),
    domain,
    log: !quantity.is_share,
    format: quantity.is_share ? formatPercent : formatNumber,
    lines: result.theory,
  };
}

/**
 * What came of a cell, in words, one line each.
 * @param {MapResult} result
 * @param {readonly [number, number]} place
 * @returns {string[]}
 */
export function describeCell(result, place) {
  const { x, y, seeds = 1 } = result.request;
  const [column, row] = place;
  const head = [`${x.label}: ${x.entries[column].label}`, `${y.label}: ${y.entries[row].label}`];
  const cell = cellAt(result, place);
  if (cell === null) return [...head, "not computed yet"];
  if (cell.status === "diverged") {
    return [...head, seeds === 1 ? "diverged" : `diverged with all ${seeds} seeds`];
  }
  const some = cell.diverged_seeds > 0 ? [`${cell.diverged_seeds} of ${seeds} seeds diverged`] : [];
  const told = QUANTITIES.filter(({ name }) => name !== "diverged").flatMap((quantity) => {
    const value = valueAt(result, quantity, place);
    if (value === null) return [];
    const format = quantity.is_share ? formatPercent : formatNumber;
    return [`${quantity.label}: ${format(value)}`];
  });
  return [...head, ...told, ...some];
}
