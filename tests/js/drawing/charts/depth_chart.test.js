import assert from "node:assert/strict";
import { test } from "node:test";

import {
  depthDomain,
  depthScales,
  nameOfPower,
  powersFromOne,
} from "../../../../static/js/drawing/charts/depth_chart.js";
import { curveEnd } from "../../../../static/js/drawing/charts/depth_names.js";
import { spreadLabels } from "../../../../static/js/drawing/charts/label_spread.js";

/** @param {(number | null)[]} mean */
const curve = (mean) => ({ name: "", series: 0, mean, low: mean, high: mean, theory: null });

/** @param {(number | null)[]} mean */
const chart = (mean, ends = /** @type {"right" | "left"} */ ("right")) => ({
  curves: [curve(mean)],
  ends,
  depth: mean.length,
});

test("the axis holds whole decades around 1 and all values, six either way at most", () => {
  assert.deepEqual(depthDomain([curve([0.5, 0.03])]), [0.01, 1]);
  assert.deepEqual(depthDomain([curve([1, 20])]), [1, 100]);
  assert.deepEqual(depthDomain([curve([1, 1e-20]), curve([1, 1e20])]), [1e-6, 1e6]);
  assert.deepEqual(depthDomain([curve([0, 0, null])]), [0.1, 1]);
});

test("equal ratios are equal distances, and a value beyond the axis lies beyond the plot", () => {
  const { plot, y } = depthScales(chart([1, 1e-9]), 600, 300);
  assert.ok(Math.abs(y(1) - y(0.1) - (y(0.01) - y(0.001))) < 1e-9);
  assert.ok(y(1e-9) > plot.y + plot.height);
});

test("a curve ends at its last layer, or where it leaves the picture", () => {
  const whole = chart([1, 0.5, 0.2]);
  assert.deepEqual(curveEnd(whole.curves[0], depthScales(whole, 600, 300), "right"), {
    index: 2,
    leaves: "no",
  });
  const fading = chart([1, 1e-3, 1e-8, 1e-12]);
  assert.deepEqual(curveEnd(fading.curves[0], depthScales(fading, 600, 300), "right"), {
    index: 1,
    leaves: "below",
  });
  const growing = chart([1e9, 1e4, 1], "left");
  assert.deepEqual(curveEnd(growing.curves[0], depthScales(growing, 600, 300), "left"), {
    index: 1,
    leaves: "above",
  });
  const nothing = chart([0, 0]);
  assert.equal(curveEnd(nothing.curves[0], depthScales(nothing, 600, 300), "right").index, -1);
});

test("1 is on the axis however it is thinned", () => {
  for (let low = -6; low <= 0; low++) {
    for (let high = low + 1; high <= 6; high++) {
      if (high < 0) continue;
      for (let wanted = 1; wanted < 12; wanted++) {
        const found = powersFromOne([10 ** low, 10 ** high], wanted);
        assert.ok(found.includes(1), `${low} to ${high}, ${wanted}`);
        assert.ok(found.length <= wanted + 1);
      }
    }
  }
});

test("powers are named so that no zeros have to be counted", () => {
  assert.deepEqual([1, 10, 100, 0.1, 0.01].map(nameOfPower), ["1", "10", "100", "0.1", "0.01"]);
  assert.equal(nameOfPower(1e-5), "10\u207b\u2075");
  assert.equal(nameOfPower(1e6), "10\u2076");
});

test("labels keep their order and their distance, and stay inside as long as there is room", () => {
  const wanted = [50, 52, 10, 51, 99];
  const placed = spreadLabels(wanted, 10, 0, 100);
  const order = [...wanted.keys()].sort((a, b) => wanted[a] - wanted[b]);
  for (let i = 1; i < order.length; i++) {
    assert.ok(placed[order[i]] - placed[order[i - 1]] >= 10 - 1e-9);
  }
  assert.ok(Math.min(...placed) >= 0 && Math.max(...placed) <= 100);
  assert.deepEqual(spreadLabels([20, 60], 10, 0, 100), [20, 60]);
});
