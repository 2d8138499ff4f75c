import assert from "node:assert/strict";
import { test } from "node:test";

import { countScales } from "../../../../static/js/drawing/charts/count_chart.js";
import { chartScales } from "../../../../static/js/drawing/charts/line_chart.js";

const EPOCHS = [0, 10, 50];

/** @param {Partial<import("../../../../static/js/drawing/charts/count_chart.js").CountChart>} [more] */
const chart = (more) => ({
  epochs: EPOCHS,
  counts: [[1, 1, 8]],
  widths: [8],
  index: 0,
  total: 100,
  height: 60,
  ...more,
});

test("an epoch stands over the same epoch of the loss below", () => {
  const scales = countScales(chart(), 300);
  /** @type {import("../../../../static/js/drawing/charts/line_chart.js").LineChart} */
  const loss = { epochs: EPOCHS, total: 100, curves: [], domain: [0, 1], log: false, title: "" };
  const below = chartScales(loss, 300, 90);
  for (const epoch of [0, 10, 50, 100]) assert.equal(scales.x(epoch), below.x(epoch));
});

test("more neurons stand higher, all within the chart", () => {
  for (const width of [1, 2, 8, 64]) {
    const { y, most, plot } = countScales(chart({ widths: [width] }), 300);
    assert.ok(y(most) < y(1));
    assert.ok(y(most) >= plot.y && y(1) <= plot.y + plot.height);
  }
});
