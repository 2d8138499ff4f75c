/** Events of a small experiment, in the server's shape. */

/** @typedef {import("../../static/js/wire_types.js").Event} StreamEvent */
/** @typedef {import("../../static/js/wire_types.js").Snapshot} Snapshot */
/** @typedef {import("../../static/js/wire_types.js").Started} Started */

export const LAYERS = [
  { layer_index: 0, fan_in: 2, fan_out: 2 },
  { layer_index: 1, fan_in: 2, fan_out: 1 },
];

/**
 * @param {string[]} labels one for each run
 * @returns {Started}
 */
export function started(labels) {
  const runs = labels.map((label) => ({ label }));
  const event = {
    kind: "started",
    version: "1",
    request: { epochs: 4, runs },
    layers: LAYERS,
    probe: {
      kind: "grid",
      rows: 1,
      cols: 1,
      inputs: [[0, 0]],
      x_range: null,
      y_range: null,
      labels: null,
    },
    dataset: {
      name: "circles",
      task: "classification",
      classes: 2,
      train_inputs: [],
      test_inputs: [],
    },
    output: { loss: "binary_cross_entropy", activation: "sigmoid" },
  };
  return /** @type {Started} */ (/** @type {unknown} */ (event));
}

/**
 * @param {number} epoch
 * @param {{run: number, distinct?: number, loss?: number}[]} runs
 * @returns {Snapshot}
 */
export function snapshot(epoch, runs) {
  return {
    kind: "snapshot",
    epoch,
    runs: runs.map(({ run, distinct = 2, loss = 1 / (1 + epoch) }) => ({
      run,
      share_learned: null,
      train_loss: loss,
      test_loss: null,
      train_accuracy: 0.5,
      test_accuracy: null,
      layers: LAYERS.map(({ layer_index, fan_in, fan_out }) => ({
        layer_index,
        weight_histogram: { bin_edges: { first: 0, last: 1, bins: 1 }, counts: [fan_in * fan_out] },
        weight_stats: { mean: 0, std: 0, min: 0, max: 0 },
        neuron_outputs: [Array(fan_out).fill(run)],
        distinct_neurons: Math.min(distinct, fan_out),
        parted_epoch: null,
        clone_class:
          distinct === 1 ? Array(fan_out).fill(0) : Array.from({ length: fan_out }, (_, i) => i),
        weights: Array(fan_in).fill(Array(fan_out).fill(epoch)),
        bias: Array(fan_out).fill(0),
      })),
    })),
  };
}

/** @type {StreamEvent} */
export const DONE = {
  kind: "done",
  elapsed_s: 0.1,
  runs: [0, 1].map((run) => ({
    run,
    label: "",
    status: run === 0 ? "completed" : "diverged",
    epoch: 4,
    train_loss: 0,
    test_loss: null,
    train_accuracy: 1,
    test_accuracy: null,
    verdicts: { start: [], end: [] },
  })),
};

/** @type {StreamEvent} */
export const DIVERGED = {
  kind: "diverged",
  run: 1,
  epoch: 3,
  quantity: "activation",
  layer_index: 0,
  message: "",
};
