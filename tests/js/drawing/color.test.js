import assert from "node:assert/strict";
import { test } from "node:test";

import { buildTable, cssOf, mix, pack, TABLE_SIZE } from "../../../static/js/drawing/color.js";

const BLUE = /** @type {const} */ ([18, 98, 173]);
const PALE = /** @type {const} */ ([246, 244, 240]);
const ORANGE = /** @type {const} */ ([207, 90, 6]);

/** @param {number} pixel */
const bytes = (pixel) => [...new Uint8Array(Uint32Array.of(pixel).buffer)];

test("a packed pixel has the byte order of ImageData and is opaque", () => {
  assert.deepEqual(bytes(pack([1, 2, 3])), [1, 2, 3, 255]);
  assert.equal(cssOf(pack([18, 98, 173])), "rgb(18 98 173)");
});

test("a diverging table begins, passes its middle and ends at its three stops", () => {
  const table = buildTable([BLUE, PALE, ORANGE]);
  assert.equal(table.length, TABLE_SIZE);
  assert.deepEqual(bytes(table[0]), [...BLUE, 255]);
  assert.deepEqual(bytes(table[TABLE_SIZE - 1]), [...ORANGE, 255]);
  // No entry of an even table is the very middle: the two beside it are within a step of it.
  for (const entry of [127, 128]) {
    bytes(table[entry]).forEach((byte, i) => assert.ok(Math.abs(byte - [...PALE, 255][i]) <= 3));
  }
});

test("from the middle of a diverging table to either end luminance falls at every step", () => {
  const table = buildTable([BLUE, PALE, ORANGE]);
  /** @param {number} pixel */
  const luminance = (pixel) => {
    const [red, green, blue] = bytes(pixel).map((byte) => (byte / 255) ** 2.2);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  for (let i = 1; i < 128; i++) {
    assert.ok(luminance(table[i]) >= luminance(table[i - 1]), `entry ${i}`);
    assert.ok(luminance(table[255 - i]) >= luminance(table[256 - i]), `entry ${255 - i}`);
  }
});

test("mixing a colour with itself, or all the way, changes nothing", () => {
  assert.deepEqual(mix(BLUE, ORANGE, 0), BLUE);
  assert.deepEqual(mix(BLUE, ORANGE, 1), ORANGE);
  for (const share of [0.1, 0.5, 0.9]) assert.deepEqual(mix(ORANGE, ORANGE, share), [...ORANGE]);
});
