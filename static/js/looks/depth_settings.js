/** What can be chosen in the depth tab: the starts to compare, and the networks they are drawn for. */

import { limitOf } from "../state/catalog.js";
import { declare } from "../state/tab_settings.js";

/** @typedef {import("../types.js").Spec} Spec */

/**
 * A start to compare; `series` is its colour whatever stands beside it.
 * @typedef {object} Start
 * @property {string} name in the address
 * @property {string} label
 * @property {Spec} initializer
 * @property {Spec} [bias_initializer] zero where it is left out
 * @property {number} series
 * @property {boolean} at_first whether it is compared before anybody chooses
 */

/** @type {readonly Start[]} */
export const STARTS = Object.freeze([
  {
    name: "small",
    label: "Small, std 0.01",
    initializer: { name: "normal", std: 0.01 },
    series: 4,
    at_first: true,
  },
  {
    name: "lecun",
    label: "LeCun",
    initializer: { name: "lecun_normal" },
    series: 5,
    at_first: false,
  },
  {
    name: "glorot",
    label: "Glorot",
    initializer: { name: "glorot_normal" },
    series: 0,
    at_first: true,
  },
  { name: "he", label: "He", initializer: { name: "he_normal" }, series: 2, at_first: true },
  {
    name: "orthogonal",
    label: "Orthogonal",
    initializer: { name: "orthogonal" },
    series: 3,
    at_first: false,
  },
  {
    name: "large",
    label: "Large, std 1",
    initializer: { name: "normal", std: 1 },
    series: 1,
    at_first: true,
  },
  {
    name: "torch",
    label: "PyTorch's default",
    initializer: { name: "torch_linear_default" },
    bias_initializer: { name: "torch_linear_default" },
    series: 6,
    at_first: false,
  },
  {
    name: "keras",
    label: "Keras' default",
    initializer: { name: "keras_dense_default" },
    bias_initializer: { name: "zeros" },
    series: 7,
    at_first: false,
  },
  {
    name: "flax",
    label: "Flax's default",
    initializer: { name: "flax_dense_default" },
    bias_initializer: { name: "zeros" },
    series: 8,
    at_first: false,
  },
]);

/**
 * How the networks hang together; without `architecture` as those of the experiment do.
 * @type {readonly {name: string, label: string, architecture?: {kind: string, normalization: string}}[]}
 */
export const ARCHITECTURES = Object.freeze([
  { name: "experiment", label: "As in the experiment" },
  { name: "dense", label: "Dense", architecture: { kind: "dense", normalization: "none" } },
  {
    name: "normalized",
    label: "Dense, normalized",
    architecture: { kind: "dense", normalization: "layer_norm" },
  },
  {
    name: "residual",
    label: "Residual",
    architecture: { kind: "residual", normalization: "none" },
  },
  {
    name: "pre",
    label: "Residual, pre-normalized",
    architecture: { kind: "residual", normalization: "pre" },
  },
  {
    name: "post",
    label: "Residual, post-normalized",
    architecture: { kind: "residual", normalization: "post" },
  },
]);

/** Sizes of the networks: at first, at most where no limit is known, and where their slider begins. */
export const SIZES = Object.freeze([
  { name: "width", label: "Width", limit: "width", usual: 100, most: 512, low: 4 },
  { name: "depth", label: "Depth", limit: "probe_depth", usual: 30, most: 100, low: 2 },
  { name: "seeds", label: "Seeds", limit: "probe_seeds", usual: 5, most: 32, low: 1 },
]);

/**
 * @param {import("../types.js").Catalog} catalog
 * @returns {import("../types.js").Parameter[]}
 */
export function depthSettings(catalog) {
  return [
    // Until somebody chooses one here, it is that of the experiment.
    declare({
      name: "activation",
      kind: "choice",
      default: null,
      choices: catalog.activations.map(({ name }) => name),
    }),
    declare({
      name: "architecture",
      kind: "choice",
      default: "experiment",
      choices: ARCHITECTURES.map(({ name }) => name),
    }),
    declare({ name: "multiplier", kind: "number", default: 1, minimum: 0, maximum: 10 }),
    ...SIZES.map(({ name, limit, usual, most }) =>
      declare({
        name,
        kind: "integer",
        default: usual,
        minimum: 1,
        maximum: limitOf(catalog, limit) ?? most,
      }),
    ),
    ...STARTS.map(({ name, at_first }) => declare({ name, kind: "boolean", default: at_first })),
  ];
}
