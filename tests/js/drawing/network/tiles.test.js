import assert from "node:assert/strict";
import { test } from "node:test";

import {
  divergingEncoding,
  entryOf,
  magnitudeEncoding,
  paintTiles,
} from "../../../../static/js/drawing/network/tiles.js";

const TABLE = Uint32Array.from({ length: 256 }, (_, i) => 1000 + i);

/**
 * @param {number[][]} rows one per probe point
 * @param {import("../../../../static/js/drawing/network/tiles.js").Encoding} encoding
 */
function paint(rows, encoding) {
  const tiles = rows[0].length;
  const pixels = new Uint32Array(rows.length * tiles);
  paintTiles(pixels, { values: Float32Array.from(rows.flat()), tiles, encoding }, TABLE);
  return Array.from({ length: tiles }, (_, tile) => [
    ...pixels.subarray(tile * rows.length, (tile + 1) * rows.length),
  ]);
}

test("each neuron's column of outputs becomes its own tile, point after point", () => {
  const rows = [
    [-1, 0, 1],
    [-0.5, 0.25, 0.5],
    [1, -1, 0],
  ];
  const tiles = paint(rows, divergingEncoding(1));
  tiles.forEach((tile, neuron) =>
    tile.forEach((pixel, point) => {
      const expected = Math.min(255, Math.floor(128 + 127.5 * rows[point][neuron]));
      assert.equal(pixel, 1000 + Math.max(0, expected), `neuron ${neuron}, point ${point}`);
    }),
  );
});

test("identical neurons have identical tiles and others have not", () => {
  const rows = Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.sin(i), Math.cos(i)]);
  const [first, twin, other] = paint(rows, divergingEncoding(1));
  assert.deepEqual(first, twin);
  assert.notDeepEqual(first, other);
});

test("values beyond the limit keep the colour of the limit, infinities included", () => {
  const [tile] = paint([[-9], [9], [-Infinity], [Infinity]], divergingEncoding(1));
  assert.deepEqual(tile, [1000, 1255, 1000, 1255]);
});

test("what is no number stays transparent", () => {
  assert.deepEqual(paint([[Number.NaN], [0]], divergingEncoding(1)), [[0, 1128]]);
  assert.equal(entryOf(divergingEncoding(1), Number.NaN), -1);
});

test("a diverging scale is symmetric about its centre, a magnitude scale begins at nothing", () => {
  const shifted = divergingEncoding(0.5, 0.5);
  assert.equal(entryOf(shifted, 0.5), 128);
  assert.deepEqual([entryOf(shifted, 0), entryOf(shifted, 1)], [0, 255]);
  assert.deepEqual([shifted.low, shifted.high], [0, 1]);
  const magnitude = magnitudeEncoding(2);
  assert.deepEqual(
    [0, 1, 2].map((value) => entryOf(magnitude, value)),
    [0, 128, 255],
  );
});
