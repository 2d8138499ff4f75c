import assert from "node:assert/strict";
import { test } from "node:test";

import { divideRoom } from "../../../static/js/stage/room.js";

test("on every wide window of usual height the parts of a lane fit under each other", () => {
  for (let height = 620; height <= 1400; height += 20) {
    const { network, counts, loss } = divideRoom(height, 16, true);
    assert.ok(network !== null);
    // Bars, names and the transport need about 190 px.
    assert.ok(network + counts + loss <= height - 190, `${height} px`);
    assert.ok(network >= 2 * (counts + loss));
  }
});

test("a higher window makes each part higher or leaves it", () => {
  let before = divideRoom(600, 16, true);
  for (let height = 640; height <= 1400; height += 40) {
    const now = divideRoom(height, 16, true);
    for (const part of /** @type {const} */ (["network", "counts", "loss"])) {
      assert.ok(Number(now[part]) >= Number(before[part]), `${part} at ${height} px`);
    }
    before = now;
  }
});

test("on a narrow page the width decides how high a network is", () => {
  assert.equal(divideRoom(740, 16, false).network, null);
});
