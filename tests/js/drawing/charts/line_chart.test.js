import assert from "node:assert/strict";
import { test } from "node:test";

import { chartScales, valueDomain } from "../../../../static/js/drawing/charts/line_chart.js";

test("a linear axis begins at 0 and holds every value", () => {
  assert.deepEqual(valueDomain([0.7, 1.9, null, Number.NaN, 0.2], false), [0, 2]);
  assert.deepEqual(valueDomain([], false), [0, 1]);
});

test("a logarithmic axis spans whole decades, at most eight of them", () => {
  assert.deepEqual(valueDomain([0.7, 0.02], true), [0.01, 1]);
  assert.deepEqual(valueDomain([0.7, 0], true), [0.1, 1]);
  const [low, high] = valueDomain([1e-20, 5], true);
  assert.ok(high === 10 && Math.abs(Math.log10(high / low) - 8) < 1e-9);
});

test("every point of a curve stands inside the plot", () => {
  const values = [2.3, 0.9, 0.04];
  for (const log of [false, true]) {
    const chart = {
      epochs: [0, 10, 100],
      total: 100,
      curves: [{ name: "a", values, kind: /** @type {const} */ ("train") }],
      domain: valueDomain(values, log),
      log,
      title: "loss",
    };
    const { plot, x, y } = chartScales(chart, 400, 150);
    values.forEach((value, i) => {
      assert.ok(x(chart.epochs[i]) >= plot.x && x(chart.epochs[i]) <= plot.x + plot.width);
      assert.ok(y(value) >= plot.y - 1e-9 && y(value) <= plot.y + plot.height + 1e-9);
    });
  }
});
