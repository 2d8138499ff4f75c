import assert from "node:assert/strict";
import { test } from "node:test";

import { layoutNetwork, tileBox } from "../../../../static/js/drawing/network/layout.js";

/** @typedef {import("../../../../static/js/drawing/network/layout.js").Box} Box */

const LANES = [320, 430, 560, 760, 1200];
const WIDTHS = [1, 2, 3, 5, 8, 11, 16, 17, 24, 31, 32, 48, 63, 64];

/**
 * @param {Box} a
 * @param {Box} b
 */
const overlap = (a, b) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/**
 * @param {Box} inner
 * @param {Box} outer
 */
const within = (inner, outer) =>
  inner.x >= outer.x - 1e-6 &&
  inner.y >= outer.y - 1e-6 &&
  inner.x + inner.width <= outer.x + outer.width + 1e-6 &&
  inner.y + inner.height <= outer.y + outer.height + 1e-6;

/** @param {{width: number, hidden: number[], inputs?: number, outputs?: number}} shape */
const lay = ({ width, hidden, inputs = 2, outputs = 1 }) =>
  layoutNetwork({ width, hidden, inputs, outputs, histograms: true });

test("for every lane, width 1..64 and depth 0..10 all tiles stand apart inside the lane", () => {
  for (const width of LANES) {
    for (let depth = 0; depth <= 10; depth++) {
      for (const size of depth === 0 ? [1] : WIDTHS) {
        const layout = lay({ width, hidden: Array(depth).fill(size) });
        const name = `lane ${width}, ${depth} layers of ${size}`;
        const whole = { x: 0, y: 0, width, height: layout.height };
        const boxes = layout.columns.map(({ box }) => box);
        for (const box of boxes) assert.ok(within(box, whole), name);
        for (let i = 1; i < boxes.length; i++) {
          const space = boxes[i].x - boxes[i - 1].x - boxes[i - 1].width;
          assert.ok(space >= 3, `${name}: columns ${i - 1} and ${i} are ${space} px apart`);
        }
      }
    }
  }
});

test("the tiles of a layer do not touch and fill exactly the layer's box", () => {
  for (const width of LANES) {
    for (const size of WIDTHS) {
      const [, column] = lay({ width, hidden: [size, 8, 8] }).columns;
      const tiles = Array.from({ length: size }, (_, i) => tileBox(column, i));
      tiles.forEach((tile, i) => {
        assert.ok(tile.width >= 2, `tile of ${tile.width} px`);
        assert.ok(within(tile, column.box));
        for (const other of tiles.slice(i + 1)) assert.ok(!overlap(tile, other));
      });
      const right = Math.max(...tiles.map((tile) => tile.x + tile.width));
      assert.ok(Math.abs(right - column.box.x - column.box.width) < 1e-6);
    }
  }
});

test("histograms stand under their columns, apart from each other and inside the lane", () => {
  for (const width of LANES) {
    for (let depth = 0; depth <= 10; depth++) {
      const layout = lay({ width, hidden: Array(depth).fill(8) });
      assert.equal(layout.histograms.length, depth + 1);
      layout.histograms.forEach((box, i) => {
        assert.ok(within(box, { x: 0, y: 0, width, height: layout.height }));
        assert.ok(box.width >= 10, `${box.width} px wide`);
        const { centre } = layout.columns[i + 1];
        assert.ok(centre > box.x && centre < box.x + box.width);
        for (const other of layout.histograms.slice(i + 1)) assert.ok(!overlap(box, other));
        for (const column of layout.columns) assert.ok(!overlap(box, column.box));
      });
    }
  }
});

test("the default network has tiles a person can see in a lane of 560 px", () => {
  const layout = lay({ width: 560, hidden: [8, 8, 8] });
  for (const column of layout.columns.slice(1, 4)) assert.ok(column.tile >= 36);
  assert.ok(layout.columns[4].tile >= 120);
});

test("the height follows from the architecture and the lane alone", () => {
  const first = lay({ width: 560, hidden: [8, 8] });
  assert.deepEqual(lay({ width: 560, hidden: [8, 8] }), first);
});

test("inputs and outputs of every number find room", () => {
  for (const inputs of [1, 2, 5, 10, 30, 64]) {
    for (const outputs of [1, 2, 3, 10, 20]) {
      for (const width of LANES) {
        const layout = lay({ width, hidden: [16, 16], inputs, outputs });
        for (const { box } of layout.columns) assert.ok(within(box, layout.stage));
      }
    }
  }
});
