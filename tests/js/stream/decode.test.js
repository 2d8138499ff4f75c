import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeHistogram, decodeMatrix, decodeRun } from "../../../static/js/stream/decode.js";
import { started } from "../sample_events.js";

/** @param {Uint8Array} bytes */
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

test("floats are read little-endian, with every kind of value kept", () => {
  const given = [0, -0, 1.5, -3.25e-12, 3.4028234663852886e38, Infinity, NaN];
  const view = new DataView(new ArrayBuffer(4 * given.length));
  given.forEach((value, i) => view.setFloat32(4 * i, value, true));
  const matrix = { dtype: /** @type {const} */ ("f32"), shape: [7] };
  const values = decodeMatrix({ ...matrix, base64: base64(new Uint8Array(view.buffer)) });
  given.forEach((value, i) => assert.ok(Object.is(values[i], Math.fround(value)), String(value)));
});

test("bytes that do not fill the shape are refused", () => {
  const matrix = { dtype: /** @type {const} */ ("f32"), shape: [2, 2], base64: "AAAA" };
  assert.throws(() => decodeMatrix(matrix), RangeError);
  const changes = { dtype: /** @type {const} */ ("f32"), shape: [1], changes: "AAAAAA==" };
  assert.throws(() => decodeMatrix(changes, new Float32Array(2)), RangeError);
});

test("plain rows are laid out one after the other, null as not a number", () => {
  assert.deepEqual(
    [
      ...decodeMatrix([
        [1, 2],
        [3, null],
      ]),
    ],
    [1, 2, 3, NaN],
  );
});

test("short edges are written out evenly and end exactly where they say", () => {
  const short = { bin_edges: { first: -0.1, last: 0.3, bins: 3 }, counts: [1, 2, 3] };
  const { bin_edges, counts } = decodeHistogram(short);
  assert.equal(bin_edges.length, counts.length + 1);
  assert.equal(bin_edges[0], -0.1);
  assert.equal(bin_edges[3], 0.3);
  const steps = bin_edges.slice(1).map((edge, i) => edge - bin_edges[i]);
  for (const step of steps) assert.ok(Math.abs(step - 0.4 / 3) < 1e-15);
});

test("a run's layers get the shapes of the network", () => {
  const layer = {
    layer_index: 0,
    weight_histogram: { bin_edges: [0, 1], counts: [6] },
    weight_stats: { mean: 0, std: 0, min: 0, max: 0 },
    neuron_outputs: [[1, 2, 3]],
    distinct_neurons: 1,
    parted_epoch: null,
    clone_class: [0, 0, 0],
    weights: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    bias: [0, 0, 0],
  };
  const figures = { train_loss: 1, test_loss: null, train_accuracy: 0.5, test_accuracy: null };
  const run = { run: 0, ...figures, share_learned: null };
  const shapes = [{ layer_index: 0, fan_in: 2, fan_out: 3 }];
  const frame = decodeRun(4, { ...run, layers: [layer] }, { ...started(["A"]), layers: shapes });
  assert.equal(frame.epoch, 4);
  assert.equal(frame.layers[0].fan_out, 3);
  assert.equal(frame.layers[0].weights[3], 4);
});
