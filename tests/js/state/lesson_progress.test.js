import assert from "node:assert/strict";
import { test } from "node:test";

import { readAddress, writeAddress } from "../../../static/js/state/address.js";
import { firstExperiment } from "../../../static/js/state/experiment.js";
import { CATALOG } from "../catalog_sample.js";

const LESSON = {
  place: "nudge",
  is_away: true,
  predicted: { slides: "both", nudge: "69.69.40.10.5.2.1" },
};

test("the place in the lesson and what was predicted stand in the address", () => {
  const first = firstExperiment(CATALOG);
  for (const experiment of [first, { ...first, epochs: 7 }]) {
    const written = writeAddress(CATALOG, experiment, { epoch: 3 }, LESSON);
    assert.match(written, /lesson=nudge,away&predicted=slides:both\+nudge:69\.69/);
    assert.deepEqual(readAddress(CATALOG, written), {
      experiment,
      view: { epoch: 3 },
      lesson: LESSON,
      ignored: [],
    });
  }
  assert.equal(readAddress(CATALOG, "").lesson, null);
});

test("what is no place and no prediction is told", () => {
  const { lesson, ignored } = readAddress(
    CATALOG,
    "lesson=no where&predicted=slides:x y+zeros:all",
  );
  assert.equal(lesson, null);
  assert.equal(ignored.length, 2);
});
