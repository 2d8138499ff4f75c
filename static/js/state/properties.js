/**
 * The properties of an experiment, in one table: from it come the controls, the request and the
 * address. A property of scope "both" belongs to the experiment, and a run may override it.
 */

import { limitOf } from "./catalog.js";

/** @typedef {import("../types.js").Parameter} Parameter */
/** @typedef {import("../types.js").Catalog} Catalog */

/**
 * @typedef {object} Property
 * @property {string} name
 * @property {string} label
 * @property {"spec" | "choice" | "number" | "integer" | "boolean" | "widths" | "batch" | "numbers"
 *   | "layers"} kind numbers: one for all weight layers, or one for each; layers: indices of weight
 *   layers
 * @property {"experiment" | "both" | "run"} scope
 * @property {"front" | "more"} place whether its control stands in the first row
 * @property {"datasets" | "initializers" | "bias_initializers" | "activations" | "optimizers"
 *   | "losses" | "architectures"} [catalog] the list that names the choices of a spec or choice
 * @property {string} [tag] the field of a request's spec that names the choice, if not `name`
 * @property {number} [minimum]
 * @property {boolean} [exclusive_minimum]
 * @property {[number, number]} [dial] the stretch a slider covers; wider values can be typed
 * @property {boolean} [log_dial] whether the slider moves in ratios
 * @property {string} [hint]
 * @property {string} [own] what the choice of one's own numbers is called, which are not chosen but
 *   brought
 */

/** @type {readonly Property[]} */
export const PROPERTIES = [
  {
    name: "dataset",
    label: "Dataset",
    kind: "spec",
    scope: "experiment",
    place: "front",
    catalog: "datasets",
    own: "Own data\u2026",
  },
  {
    name: "hidden_layers",
    label: "Hidden layers",
    kind: "widths",
    scope: "experiment",
    place: "front",
  },
  {
    name: "activation",
    label: "Activation",
    kind: "choice",
    scope: "both",
    place: "front",
    catalog: "activations",
  },
  {
    name: "architecture",
    label: "Architecture",
    kind: "spec",
    scope: "both",
    place: "more",
    catalog: "architectures",
    tag: "kind",
  },
  {
    name: "optimizer",
    label: "Optimizer",
    kind: "spec",
    scope: "both",
    place: "front",
    catalog: "optimizers",
  },
  {
    name: "learning_rate",
    label: "Learning rate",
    kind: "number",
    scope: "both",
    place: "front",
    minimum: 0,
    exclusive_minimum: true,
    dial: [0.0001, 10],
    log_dial: true,
  },
  {
    name: "learning_rate_scale",
    label: "Rate by layer",
    kind: "numbers",
    scope: "both",
    place: "more",
    minimum: 0,
    hint: "times the learning rate: a number for all weight layers, or one for each",
  },
  {
    name: "freeze",
    label: "Frozen layers",
    kind: "layers",
    scope: "both",
    place: "more",
    minimum: 0,
    hint: "weight layers that do not train, such as 1, 3; the output layer is the last",
  },
  {
    name: "epochs",
    label: "Epochs",
    kind: "integer",
    scope: "experiment",
    place: "front",
    minimum: 1,
  },
  {
    name: "seed",
    label: "Seed",
    kind: "integer",
    scope: "both",
    place: "front",
    minimum: 0,
    hint: "of the weights and the minibatches",
  },
  {
    name: "seeds",
    label: "Repeat over seeds",
    kind: "integer",
    scope: "experiment",
    place: "more",
    minimum: 1,
    dial: [1, 32],
    hint: "how many seeds each run is repeated with",
  },
  {
    name: "batch_size",
    label: "Batch size",
    kind: "batch",
    scope: "experiment",
    place: "more",
    minimum: 1,
    hint: "a number, or full",
  },
  { name: "l2", label: "L2 penalty", kind: "number", scope: "both", place: "more", minimum: 0 },
  {
    name: "loss",
    label: "Loss",
    kind: "choice",
    scope: "experiment",
    place: "more",
    catalog: "losses",
  },
  {
    name: "shuffle",
    label: "Shuffle each epoch",
    kind: "boolean",
    scope: "experiment",
    place: "more",
  },
  {
    name: "initializer",
    label: "Initializer",
    kind: "spec",
    scope: "run",
    place: "front",
    catalog: "initializers",
    own: "Own weights\u2026",
  },
  {
    name: "bias_initializer",
    label: "Biases",
    kind: "spec",
    scope: "both",
    place: "more",
    catalog: "bias_initializers",
  },
];

/**
 * @param {string} name
 * @returns {Property | undefined}
 */
export function findProperty(name) {
  return PROPERTIES.find((property) => property.name === name);
}

/**
 * The properties a run may set for itself.
 * @returns {Property[]}
 */
export function runProperties() {
  return PROPERTIES.filter((property) => property.scope !== "experiment");
}

/**
 * The settings of an experiment or of a run as a request writes them.
 * @template {object} T
 * @param {T} settings
 * @returns {T}
 */
export function writeSettings(settings) {
  const written = /** @type {Record<string, unknown>} */ ({ ...settings });
  for (const { name, tag } of PROPERTIES) {
    const spec = written[name];
    if (tag === undefined || typeof spec !== "object" || spec === null) continue;
    const { name: choice, ...parameters } = /** @type {import("../types.js").Spec} */ (spec);
    written[name] = { [tag]: choice, ...parameters };
  }
  return /** @type {T} */ (written);
}

/** The settings of a run that may be lists, one entry a weight layer. */
const LISTS = Object.freeze(
  /** @type {const} */ (["initializer", "bias_initializer", "learning_rate_scale"]),
);

/**
 * Settings whose lists by layer are those of a network that has been given so many weight layers.
 * @template {import("../types.js").RunPatch} T
 * @param {T} settings
 * @param {number} layers
 * @returns {T} the very same where they fit
 */
export function fitLayers(settings, layers) {
  const fitting = /** @type {Record<string, unknown>} */ ({ ...settings });
  for (const name of LISTS) {
    const list = /** @type {unknown} */ (settings[name]);
    if (Array.isArray(list) && list.length !== layers) fitting[name] = fitList(list, layers);
  }
  const { freeze } = settings;
  if (freeze !== undefined) fitting.freeze = freeze.filter((index) => index < layers);
  return /** @type {T} */ (fitting);
}

/**
 * The output layer keeps its entry; new hidden layers are as the last one was.
 * @template Entry
 * @param {readonly Entry[]} list
 * @param {number} layers
 * @returns {Entry | Entry[]} a network of one layer has one entry
 */
function fitList(list, layers) {
  const output = /** @type {Entry} */ (list.at(-1));
  const hidden = list.slice(0, -1);
  const before = Array.from({ length: layers - 1 }, (_, i) => hidden[i] ?? hidden.at(-1) ?? output);
  return layers === 1 ? output : [...before, output];
}

/** How the values of each kind of property are typed; the others are numbers. */
const TYPED = Object.freeze(
  /** @type {Record<string, Parameter["kind"]>} */ ({
    integer: "integer",
    batch: "integer",
    numbers: "numbers",
    layers: "integers",
  }),
);

/**
 * A number or integer property, or a list of them, as a parameter, its upper bound taken from the
 * server's limits.
 * @param {Property} property
 * @param {Catalog} catalog
 * @returns {Parameter}
 */
export function asParameter(property, catalog) {
  const defaults = /** @type {Record<string, unknown>} */ (
    /** @type {unknown} */ (catalog.defaults)
  );
  return {
    name: property.name,
    kind: TYPED[property.kind] ?? "number",
    default: defaults[property.name],
    minimum: property.minimum ?? null,
    maximum: limitOf(catalog, property.name),
    exclusive_minimum: property.exclusive_minimum ?? false,
    choices: [],
    step: null,
    description: property.hint ?? "",
  };
}
