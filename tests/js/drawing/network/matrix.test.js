import assert from "node:assert/strict";
import { test } from "node:test";

import {
  hilbertIndex,
  pickCell,
  reorderRows,
  rowOrder,
} from "../../../../static/js/drawing/network/matrix.js";

test("the curve visits every cell of a square once, each a neighbour of the one before", () => {
  for (const bits of [1, 2, 3, 5]) {
    const side = 2 ** bits;
    /** @type {[number, number][]} */
    const visited = [];
    for (let row = 0; row < side; row++) {
      for (let col = 0; col < side; col++) visited[hilbertIndex(col, row, bits)] = [col, row];
    }
    assert.equal(visited.filter(Boolean).length, side * side);
    for (let i = 1; i < visited.length; i++) {
      const [[x, y], [u, v]] = [visited[i - 1], visited[i]];
      assert.equal(Math.abs(x - u) + Math.abs(y - v), 1, `step ${i} of ${side} x ${side}`);
    }
  }
});

/** @param {object} parts */
const started = (parts) =>
  /** @type {import("../../../../static/js/wire_types.js").Started} */ (parts);

test("rows on the input plane are sorted by the class of the nearest sample", () => {
  const inputs = [
    [-1, 1],
    [1, 1],
    [-1, -1],
    [1, -1],
  ];
  const order = rowOrder(
    started({
      probe: { kind: "grid", rows: 2, cols: 2, inputs, labels: null },
      dataset: {
        task: "classification",
        train_inputs: [
          [0.9, 0],
          [-0.9, 0],
        ],
        train_targets: [0, 1],
      },
    }),
  );
  assert.deepEqual([...order.classes], [0, 0, 1, 1]);
  assert.deepEqual([...order.points].slice(0, 2).sort(), [1, 3]);
  assert.deepEqual([...order.points].sort(), [0, 1, 2, 3]);
});

test("reordered rows keep their values and their columns", () => {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6);
  assert.deepEqual([...reorderRows(values, 2, Uint32Array.of(2, 0, 1))], [5, 6, 1, 2, 3, 4]);
});

test("a point picks the cell drawn there and nothing outside the matrix", () => {
  const box = { x: 10, y: 20, width: 80, height: 40 };
  assert.deepEqual(pickCell(box, 4, 8, 11, 21), { row: 0, col: 0 });
  assert.deepEqual(pickCell(box, 4, 8, 89, 59), { row: 3, col: 7 });
  assert.equal(pickCell(box, 4, 8, 9, 30), null);
  assert.equal(pickCell(box, 4, 8, 91, 30), null);
});
