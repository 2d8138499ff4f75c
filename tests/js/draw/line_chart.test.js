import assert from "node:assert/strict";
import { test } from "node:test";

import { chartScales, lossesOf, valueDomain } from "../../../static/js/draw/line_chart.js";

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

/**
 * @param {(number | null)[]} losses one per epoch
 * @param {object | null} [diverged]
 */
const lane = (losses, diverged = null) =>
  /** @type {import("../../../static/js/types.js").LaneResult} */ (
    /** @type {unknown} */ ({
      frames: losses.map((loss) => loss && { train_loss: loss, test_loss: null }),
      diverged,
    })
  );

test("all lanes together have room on the axis", () => {
  const losses = lossesOf([lane([0.7, 0.6]), lane([0.7, 0.1, 2])]);
  assert.deepEqual([Math.min(...losses), Math.max(...losses)], [0.1, 2]);
});

test("neither a bad start nor an explosion presses the other curves flat", () => {
  assert.equal(Math.max(...lossesOf([lane([90, 0.7, 0.6]), lane([0.7, 0.5])])), 1.5 * 0.7);
  const exploding = lane([0.8, 2, 1e200, null], {});
  assert.equal(Math.max(...lossesOf([exploding, lane([0.7, 0.5])])), 2);
});

test("before anything is trained the first loss is what there is", () => {
  assert.deepEqual(lossesOf([lane([5])]), [5]);
  assert.deepEqual(lossesOf([]), []);
});
