/** A small catalog in the server's shape, for tests that need one. */

/** @typedef {import("../../static/js/types.js").Catalog} Catalog */
/** @typedef {import("../../static/js/types.js").Parameter} Parameter */

/**
 * @param {string} name
 * @param {Parameter["kind"]} kind
 * @param {unknown} value
 * @param {Partial<Parameter>} [rest]
 * @returns {Parameter}
 */
export function parameter(name, kind, value, rest = {}) {
  const bounds = { minimum: null, maximum: null, exclusive_minimum: false };
  return {
    name,
    kind,
    default: value,
    ...bounds,
    choices: [],
    step: null,
    description: "",
    ...rest,
  };
}

/**
 * @param {string} name
 * @param {string} label
 * @param {Parameter[]} parameters
 */
function initializer(name, label, parameters = []) {
  return {
    name,
    label,
    aliases: [],
    group: "some",
    formula: "",
    parameters,
    breaks_symmetry: /** @type {const} */ ("yes"),
    suits: [],
    bias_initializer: null,
    reason: "",
    citation: null,
  };
}

const std = parameter("std", "number", 0.01, { minimum: 0, maximum: 1e6 });
const samples = parameter("samples", "integer", 200, { minimum: 20, maximum: 2000 });
const noise = parameter("noise", "number", 0.05, { minimum: 0, maximum: 1 });

/** @param {string} name */
function dataset(name) {
  const task = /** @type {const} */ ("classification");
  const parameters = [samples, noise];
  return {
    name,
    label: name,
    aliases: [],
    description: "",
    task,
    input_size: 2,
    classes: 2,
    parameters,
  };
}

const glorot = {
  ...initializer("glorot_normal", "Glorot normal", [
    parameter("gain", "number", 1, { minimum: 0 }),
  ]),
  aliases: ["Xavier normal"],
};

/** @param {string} name */
const count = (name) => parameter(name, "integer", null, { minimum: 0 });
const LAYER = count("layer_index");

/** @param {string} name @param {Parameter[]} parameters */
const action = (name, parameters) => ({ name, label: name, description: "", parameters });

/** @param {string} name @param {number} value */
const limit = (name, value) => ({ name, value, unit: "", reason: "" });

/** @type {Catalog} */
export const CATALOG = {
  version: "1",
  defaults: {
    dataset: { name: "circles", samples: 200, noise: 0.05 },
    hidden_layers: [8, 8, 8],
    activation: "tanh",
    architecture: /** @type {any} */ ({ kind: "dense", normalization: "none" }),
    initializer: { name: "glorot_normal", gain: 1 },
    bias_initializer: { name: "zeros" },
    loss: "auto",
    optimizer: { name: "sgd" },
    learning_rate: 0.1,
    l2: 0,
    learning_rate_scale: 1,
    freeze: [],
    batch_size: 16,
    epochs: 100,
    shuffle: true,
    seed: 0,
    seeds: 1,
    interventions: [],
    runs: [],
  },
  initializers: [
    initializer("zeros", "Zeros"),
    initializer("constant", "Constant", [parameter("value", "number", 0.5)]),
    initializer("normal", "Normal", [std]),
    glorot,
    { ...initializer("he_normal", "He normal"), aliases: ["Kaiming normal"] },
    {
      ...initializer("torch_linear_default", "PyTorch nn.Linear default"),
      bias_initializer: "torch_linear_default",
    },
    { ...initializer("keras_dense_default", "Keras Dense default"), bias_initializer: "zeros" },
    initializer("expression", "Expression", [parameter("expression", "text", "randn(1)")]),
    initializer("explicit", "Explicit", [parameter("weights", "array", [])]),
  ],
  bias_initializers: [
    initializer("zeros", "Zeros"),
    initializer("normal", "Normal", [std]),
    initializer("torch_linear_default", "PyTorch nn.Linear default"),
  ],
  activations: [
    { name: "tanh", label: "tanh", aliases: [], formula: "", range: [-1, 1], dies: false },
    { name: "relu", label: "ReLU", aliases: ["rectifier"], formula: "", range: null, dies: true },
  ],
  datasets: [dataset("circles"), dataset("spirals")],
  architectures: [
    {
      name: "dense",
      label: "Dense",
      aliases: [],
      formula: "",
      description: "",
      parameters: [
        parameter("normalization", "choice", "none", { choices: ["none", "layer_norm"] }),
      ],
    },
    {
      name: "residual",
      label: "Residual",
      aliases: ["resnet"],
      formula: "",
      description: "",
      parameters: [
        parameter("block_layers", "integer", 2, { minimum: 1, maximum: 3 }),
        parameter("trainable_multiplier", "boolean", false),
      ],
    },
  ],
  optimizers: [
    { name: "sgd", label: "SGD", aliases: [], formula: "", parameters: [] },
    {
      name: "momentum",
      label: "SGD with momentum",
      aliases: [],
      formula: "",
      parameters: [parameter("momentum", "number", 0.9, { minimum: 0, maximum: 0.999999 })],
    },
  ],
  losses: [
    { name: "auto", label: "matching the task", aliases: [], description: "" },
    { name: "mse", label: "mean squared error", aliases: [], description: "" },
  ],
  actions: [
    action("set_weight", [
      LAYER,
      count("from"),
      count("neuron"),
      parameter("value", "number", null),
    ]),
    action("set_bias", [LAYER, count("neuron"), parameter("value", "number", null)]),
    action("nudge_weight", [
      LAYER,
      count("from"),
      count("neuron"),
      parameter("ulps", "integer", 1),
    ]),
    action("copy_neuron", [
      LAYER,
      count("neuron"),
      count("to"),
      parameter("outgoing", "boolean", true),
    ]),
    action("redraw_neuron", [LAYER, count("neuron")]),
    action("set_learning_rate", [parameter("value", "number", null, { minimum: 0 })]),
  ],
  frameworks: [{ name: "numpy", label: "NumPy", description: "" }],
  limits: [
    limit("epochs", 20000),
    limit("learning_rate", 1e6),
    limit("seed", 2 ** 53 - 1),
    limit("width", 512),
    limit("runs", 12),
  ],
  presets: [
    {
      name: "clones",
      label: "Clones",
      group: "Clones",
      description: "",
      look_for: "",
      paper: null,
      request: {
        runs: [
          { label: "Constant 0.5", initializer: { name: "constant", value: 0.5 } },
          { label: "Glorot normal", initializer: "glorot_normal" },
        ],
      },
    },
  ],
};
