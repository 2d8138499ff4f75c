import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cellUnder,
  placeMap,
  shareOfDomain,
  standIn,
} from "../../../static/js/drawing/charts/map_chart.js";
import {
  chartOfMap,
  describeCell,
  emptyMap,
  QUANTITIES,
  takeCells,
  valueAt,
} from "../../../static/js/looks/map/cells.js";

const axis = (/** @type {string} */ label, /** @type {number[]} */ widths) => ({
  label,
  entries: widths.map((width) => ({
    label: String(width),
    patch: { hidden_layers: [width, width] },
  })),
});
const REQUEST = {
  base: {},
  x: {
    label: "rate",
    entries: [1, 2, 3, 4].map((rate) => ({ label: `${rate}`, patch: { learning_rate: rate } })),
  },
  y: axis("width", [4, 8, 16]),
  seeds: 4,
};

/**
 * @param {number} x
 * @param {number} y
 * @param {number | null} loss null where it diverged
 * @returns {import("../../../static/js/wire_types.js").MapCell}
 */
function cell(x, y, loss) {
  const is_finite = loss !== null;
  return {
    kind: "cell",
    x_index: x,
    y_index: y,
    status: is_finite ? "completed" : "diverged",
    diverged_seeds: is_finite ? 1 : 4,
    figures: {
      train_loss: loss,
      test_loss: loss,
      train_accuracy: is_finite ? 0.5 : null,
      test_accuracy: null,
      gradient_flow: loss,
      distinct_neurons: is_finite ? [4, 2, 1] : null,
      visibly_distinct: is_finite ? [1, 1] : null,
    },
  };
}

const RESULT = takeCells(emptyMap(REQUEST), [cell(0, 0, 0.1), cell(2, 0, null), cell(0, 2, 10)]);
const quantity = (/** @type {string} */ name) =>
  /** @type {typeof QUANTITIES[number]} */ (QUANTITIES.find((each) => each.name === name));

test("cells stand where they belong, and shares count hidden neurons alone", () => {
  assert.equal(RESULT.known, 3);
  assert.equal(valueAt(RESULT, quantity("train_loss"), [0, 2]), 10);
  assert.equal(valueAt(RESULT, quantity("distinct_neurons"), [0, 0]), 6 / 8);
  assert.equal(valueAt(RESULT, quantity("visibly_distinct"), [0, 2]), 2 / 32);
  assert.equal(valueAt(RESULT, quantity("diverged"), [2, 0]), 1);
  assert.equal(valueAt(RESULT, quantity("train_loss"), [1, 1]), null);
});

test("a cell to come is drawn as the nearest coarser one, a diverged one as such", () => {
  const chart = chartOfMap(RESULT, quantity("train_loss"));
  assert.deepEqual(chart.domain, [0.1, 10]);
  assert.equal(standIn(chart, 1, 1), 0);
  assert.equal(standIn(chart, 3, 1), 2);
  assert.equal(chart.marks[standIn(chart, 3, 1)], "diverged");
  assert.equal(standIn(chart, 1, 2), 8);
  assert.equal(shareOfDomain(chart, 1), 0.5);
  assert.equal(shareOfDomain(chart, 100), 1);
});

test("the cell under a point is that drawn there, the first row at the bottom", () => {
  const chart = chartOfMap(RESULT, quantity("train_loss"));
  const { plot } = placeMap(chart, 600);
  assert.deepEqual(cellUnder(chart, plot, plot.x + 1, plot.y + plot.height - 1), [0, 0]);
  assert.deepEqual(cellUnder(chart, plot, plot.x + plot.width - 1, plot.y + 1), [3, 2]);
  assert.deepEqual(cellUnder(chart, plot, 0, 5000), [0, 0]);
});

test("words tell a cell's numbers, that it diverged, or that it is to come", () => {
  assert.match(describeCell(RESULT, [0, 0]).join("; "), /rate: 1; width: 4; Training loss: 0.100/);
  assert.match(describeCell(RESULT, [0, 0]).join("; "), /1 of 4 seeds diverged/);
  assert.match(describeCell(RESULT, [2, 0]).join("; "), /diverged with all 4 seeds/);
  assert.match(describeCell(RESULT, [3, 2]).join("; "), /not computed yet/);
});
