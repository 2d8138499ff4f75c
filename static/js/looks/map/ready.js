/** Maps to begin with: each an experiment, its axes, and what is to be seen. */

/** @typedef {import("../../types.js").ExperimentRequest} ExperimentRequest */
/** @typedef {import("../../types.js").MapSettings} MapSettings */

/**
 * @typedef {object} ReadyMap
 * @property {string} name
 * @property {string} label
 * @property {string} look_for what is to be seen
 * @property {ExperimentRequest} base
 * @property {MapSettings} map
 */

const CIRCLES = { name: "circles", samples: 200 };

/** @type {readonly ReadyMap[]} */
export const READY_MAPS = Object.freeze([
  {
    name: "zero_layers",
    label: "Where zero may stand",
    look_for:
      "A tanh network trains with no layer or exactly one at zero; with two or more its loss " +
      "stays at 0.693. With ReLU only the output layer may be zero.",
    base: {
      dataset: CIRCLES,
      hidden_layers: [8, 8],
      activation: "tanh",
      initializer: "glorot_normal",
      optimizer: "adam",
      learning_rate: 0.03,
      epochs: 100,
    },
    map: {
      x: { name: "zero_layers" },
      y: { name: "activation", values: ["tanh", "relu"] },
      seeds: 3,
      color: "train_loss",
      at: null,
    },
  },
  {
    name: "scale_rate",
    label: "Initial scale against learning rate",
    look_for:
      "With a std of 0.04 or less the loss stays at 0.69 for rates up to 0.4. With 0.6 to 2.5 " +
      "a wide range of rates trains. With a rate of 10 no scale does.",
    base: { dataset: CIRCLES, hidden_layers: [8, 8], activation: "tanh", epochs: 50 },
    map: {
      x: { name: "weight_std", range: { from: 0.01, to: 10, count: 16, log: true } },
      y: { name: "learning_rate", range: { from: 0.003, to: 10, count: 16, log: true } },
      seeds: 1,
      color: "train_loss",
      at: null,
    },
  },
  {
    name: "chaos",
    label: "Order and chaos: weights against biases",
    look_for:
      "To the left of the line deltas fade with every layer, to its right they grow: with " +
      "\u03c3b = 0 gradient flow is 0.0007 at \u03c3w = 0.5 and 4 at 3. On the line it is 0.1 " +
      "to 0.4, which is what the output layer alone makes of it.",
    base: {
      dataset: CIRCLES,
      hidden_layers: Array(8).fill(32),
      activation: "tanh",
      epochs: 1,
      learning_rate: 0.000001,
    },
    map: {
      x: { name: "sigma_w", range: { from: 0.5, to: 3, count: 11, log: false } },
      y: { name: "sigma_b", range: { from: 0, to: 1, count: 6, log: false } },
      seeds: 3,
      color: "gradient_flow",
      at: null,
    },
  },
  {
    name: "trainable_depth",
    label: "Trainable depth",
    look_for:
      "The deepest networks learn only where the line of theory runs high: with 30 layers the " +
      "loss falls to 0.04 at \u03c3w = 1.5, and stays at 0.6 or more at 0.5 and at 3.",
    base: {
      dataset: { name: "circles", samples: 100 },
      hidden_layers: Array(4).fill(16),
      activation: "tanh",
      bias_initializer: { name: "normal", std: 0.05 },
      optimizer: "adam",
      learning_rate: 0.001,
      epochs: 40,
    },
    map: {
      x: { name: "sigma_w", range: { from: 0.5, to: 3, count: 11, log: false } },
      y: { name: "depth", values: [2, 6, 10, 14, 18, 22, 26, 30] },
      seeds: 1,
      color: "train_loss",
      at: null,
    },
  },
  {
    name: "width_rate",
    label: "Width against learning rate",
    look_for:
      "With Adam and He's law the best of these rates falls as networks get wider: from 0.1 " +
      "at width 8 to 0.03 at width 128.",
    base: {
      dataset: CIRCLES,
      hidden_layers: [32, 32],
      activation: "relu",
      initializer: "he_normal",
      optimizer: "adam",
      epochs: 15,
    },
    map: {
      x: { name: "learning_rate", range: { from: 0.0003, to: 1, count: 8, log: true } },
      y: { name: "width", values: [8, 16, 32, 64, 128] },
      seeds: 3,
      color: "train_loss",
      at: null,
    },
  },
  {
    name: "width_rate_mup",
    label: "Width against learning rate, muP",
    look_for:
      "With muP's variances and a learning rate of its own for each layer all widths do alike: " +
      "the best of these rates is 0.03 from width 32 to 256. Small rates, with which wider " +
      "networks of the usual law learn faster, here do the same at any width.",
    base: {
      dataset: CIRCLES,
      hidden_layers: [32, 32],
      activation: "relu",
      optimizer: "adam",
      epochs: 6,
    },
    map: {
      x: { name: "learning_rate", range: { from: 0.0003, to: 1, count: 8, log: true } },
      y: { name: "mup_width", values: [32, 64, 128, 256] },
      seeds: 4,
      color: "train_loss",
      at: null,
    },
  },
  {
    name: "condensation",
    label: "Scale against distinct neurons",
    look_for:
      "To the last bit all 16 neurons differ. Yet with a rate of 0.1 and a std of 0.001 they " +
      "all look alike to the end; from a std of 0.16 on all can be told apart.",
    base: {
      dataset: CIRCLES,
      hidden_layers: [16],
      activation: "tanh",
      learning_rate: 0.1,
      epochs: 50,
    },
    map: {
      x: { name: "weight_std", range: { from: 0.001, to: 3, count: 12, log: true } },
      y: { name: "learning_rate", range: { from: 0.01, to: 1, count: 5, log: true } },
      seeds: 3,
      color: "visibly_distinct",
      at: null,
    },
  },
  ...[
    {
      name: "glorot",
      label: "Glorot",
      initializer: "glorot_normal",
      look_for:
        "With tanh gradient flow stays near 0.2 up to 20 layers. With ReLU it falls to 0.0002, with " +
        "sigmoid to 1e-13.",
    },
    {
      name: "he",
      label: "He",
      initializer: "he_normal",
      look_for:
        "With ReLU gradient flow stays between 0.1 and 0.3 up to 20 layers. With sigmoid it falls to " +
        "1e-11, with SELU it grows to more than 10.",
    },
  ].map(({ name, label, initializer, look_for }) => ({
    name: `depth_${name}`,
    label: `Depth against activation, ${label}`,
    look_for,
    base: {
      dataset: CIRCLES,
      hidden_layers: Array(4).fill(32),
      initializer,
      epochs: 1,
      learning_rate: 0.000001,
    },
    map: {
      x: { name: "depth", values: [2, 4, 8, 12, 16, 20] },
      y: { name: "activation", values: ["tanh", "relu", "sigmoid", "selu"] },
      seeds: 3,
      color: "gradient_flow",
      at: null,
    },
  })),
]);
