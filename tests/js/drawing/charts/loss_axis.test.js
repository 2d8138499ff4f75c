import assert from "node:assert/strict";
import { test } from "node:test";

import { lossAxis } from "../../../../static/js/drawing/charts/loss_axis.js";

/**
 * @param {(number | null)[]} losses one per epoch
 * @param {object | null} [diverged]
 */
const lane = (losses, diverged = null) =>
  /** @type {import("../../../../static/js/types.js").LaneResult} */ (
    /** @type {unknown} */ ({
      frames: losses.map((loss) => loss && { train_loss: loss, test_loss: null }),
      diverged,
    })
  );

test("all lanes together have room on a linear axis", () => {
  const { domain, log } = lossAxis([lane([0.7, 0.6]), lane([0.7, 0.1, 2])]);
  assert.deepEqual([domain, log], [[0, 2], false]);
});

test("neither a bad start nor an explosion presses the other curves flat", () => {
  assert.deepEqual(lossAxis([lane([90, 0.7, 0.6]), lane([0.7, 0.5])]), {
    domain: [0, 1.5],
    log: false,
  });
  const exploding = lane([0.8, 2, 1e200, null], {});
  assert.deepEqual(lossAxis([exploding, lane([0.7, 0.5])]), { domain: [0, 2], log: false });
});

test("lanes too far apart for a linear axis share a logarithmic one", () => {
  const { domain, log } = lossAxis([lane([0.7, 900, 150000]), lane([0.7, 0.5, 0.02])]);
  assert.equal(log, true);
  assert.deepEqual(domain, [0.01, 1e6]);
});

test("a lane that learns well is no reason for a logarithmic axis", () => {
  assert.equal(lossAxis([lane([0.7, 0.6, 0.6]), lane([0.7, 0.3, 1e-6])]).log, false);
});

test("losses beyond all reason are left out even where they stay finite", () => {
  assert.deepEqual(lossAxis([lane([0.7, 3, 1e287]), lane([0.7, 0.5])]), {
    domain: [0, 3],
    log: false,
  });
});

test("before anything is trained the first loss is what there is", () => {
  assert.deepEqual(lossAxis([lane([5])]).domain, [0, 5]);
  assert.deepEqual(lossAxis([]).domain, [0, 1]);
});
