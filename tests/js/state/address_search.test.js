/** A search over random experiments, with a fixed seed: each comes back from its address. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, writeAddress } from "../../../static/js/state/address.js";
import { completeExperiment } from "../../../static/js/state/experiment.js";
import { CATALOG } from "../catalog_sample.js";
import { createExperiments } from "../random_experiments.js";

const EXPERIMENTS = 2000;

const { patchOf, runOf } = createExperiments(CATALOG, 20);

test("any experiment comes back from its address the very same", () => {
  let overridden = 0;
  for (let i = 0; i < EXPERIMENTS; i += 1) {
    const experiment = completeExperiment(CATALOG, patchOf());
    const address = writeAddress(CATALOG, experiment);
    const { experiment: again, ignored } = readAddress(CATALOG, address);
    assert.deepEqual(ignored, [], address);
    assert.deepEqual(again, experiment, address);
    assert.equal(writeAddress(CATALOG, again), address);
    overridden += experiment.runs.filter((run) => "learning_rate" in run).length;
  }
  assert.ok(overridden > EXPERIMENTS, "the search sets what runs set for themselves");
});

test("an address survives the browser, which encodes some of its characters", () => {
  for (let i = 0; i < 200; i += 1) {
    const experiment = completeExperiment(CATALOG, { runs: [runOf(), runOf()] });
    const url = new URL("http://localhost/");
    url.hash = writeAddress(CATALOG, experiment);
    assert.deepEqual(readAddress(CATALOG, url.hash).experiment, experiment, url.hash);
  }
});
