/**
 * What an axis of a map can change: any setting of the table of properties, and some that stand for
 * a change of several numbers at once.
 */

import { formatExact } from "../words/format.js";
import { entriesOf, findEntry } from "./catalog.js";
import { PROPERTIES, writeSettings } from "./properties.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentRequest} ExperimentRequest */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").MapAxis} MapAxis */
/** @typedef {import("../types.js").MapAxisSettings} MapAxisSettings */
/** @typedef {import("../types.js").Spec} Spec */

/**
 * @typedef {object} Variable
 * @property {string} name
 * @property {string} label
 * @property {string[]} fields of an experiment that it sets
 * @property {boolean} is_number whether its values are numbers, which a range can give
 * @property {boolean} [whole]
 * @property {import("../types.js").MapRange} [range] its usual one
 * @property {(catalog: Catalog, base: ExperimentState) => string[]} [choices] all its values
 * @property {(value: number | string, base: ExperimentState) => ExperimentRequest} patch
 * @property {(value: string, catalog: Catalog, base: ExperimentState) => string} [name_of]
 */

/** Layers of which all zero masks still make an axis: 32 of them. */
const MOST_MASKED = 5;

/** The width at which muP is the usual law with one learning rate for all layers. */
const MUP_BASE_WIDTH = 32;

/** @type {readonly Variable[]} */
const OWN = [
  {
    name: "weight_std",
    label: "Initial std of the weights",
    fields: ["initializer"],
    is_number: true,
    range: { from: 0.01, to: 10, count: 16, log: true },
    patch: (std) => ({ initializer: { name: "normal", std } }),
  },
  {
    name: "sigma_w",
    label: "\u03c3w (weights: std times \u221afan in)",
    fields: ["initializer"],
    is_number: true,
    range: { from: 0.5, to: 4, count: 12, log: false },
    patch: (sigma) => ({
      initializer: {
        name: "variance_scaling",
        scale: Number(sigma) ** 2,
        mode: "fan_in",
        distribution: "normal",
      },
    }),
  },
  {
    name: "sigma_b",
    label: "\u03c3b (biases: std)",
    fields: ["bias_initializer"],
    is_number: true,
    range: { from: 0, to: 1.5, count: 12, log: false },
    patch: (std) => ({ bias_initializer: { name: "normal", std } }),
  },
  {
    name: "depth",
    label: "Hidden layers",
    fields: ["hidden_layers"],
    is_number: true,
    whole: true,
    range: { from: 1, to: 12, count: 12, log: false },
    patch: (count, { hidden_layers }) => ({
      hidden_layers: Array(Number(count)).fill(hidden_layers[0] ?? 8),
    }),
  },
  {
    name: "width",
    label: "Width of the hidden layers",
    fields: ["hidden_layers"],
    is_number: true,
    whole: true,
    range: { from: 2, to: 64, count: 6, log: true },
    patch: (width, { hidden_layers }) => ({
      hidden_layers: hidden_layers.map(() => Number(width)),
    }),
  },
  {
    name: "mup_width",
    label: "Width, muP with Adam",
    fields: ["hidden_layers", "initializer", "learning_rate_scale"],
    is_number: true,
    whole: true,
    range: { from: 8, to: 128, count: 5, log: true },
    patch: (width, { hidden_layers }) => ({
      hidden_layers: hidden_layers.map(() => Number(width)),
      initializer: { name: "mup", base_width: MUP_BASE_WIDTH },
      learning_rate_scale: [1, ...hidden_layers.map(() => MUP_BASE_WIDTH / Number(width))],
    }),
  },
  {
    name: "zero_layers",
    label: "Layers that start at zero",
    fields: ["initializer"],
    is_number: false,
    choices: (_, { hidden_layers }) => masks(Math.min(MOST_MASKED, hidden_layers.length + 1)),
    patch: (mask, { initializer, hidden_layers }) => ({
      initializer: Array.from({ length: hidden_layers.length + 1 }, (_, layer) =>
        String(mask)[layer] === "1"
          ? { name: "zeros" }
          : Array.isArray(initializer)
            ? (initializer[layer] ?? initializer[0])
            : initializer,
      ),
    }),
    name_of: (mask, _, { hidden_layers }) => {
      const zero = [...mask].flatMap((bit, layer) => (bit === "1" ? [layer] : []));
      const names = zero.map((at) => (at === hidden_layers.length ? "output" : String(at + 1)));
      return zero.length === 0 ? "none" : names.join(" + ");
    },
  },
  {
    name: "samples",
    label: "Samples",
    fields: ["dataset"],
    is_number: true,
    whole: true,
    range: { from: 20, to: 400, count: 8, log: true },
    patch: (samples, { dataset }) => ({ dataset: { ...dataset, samples } }),
  },
];

/** Usual ranges of the numbers among the properties. */
const RANGES = /** @type {Record<string, import("../types.js").MapRange>} */ ({
  learning_rate: { from: 0.001, to: 10, count: 16, log: true },
  l2: { from: 0.0001, to: 1, count: 9, log: true },
  epochs: { from: 1, to: 300, count: 8, log: true },
  seed: { from: 0, to: 15, count: 16, log: false },
  batch_size: { from: 1, to: 128, count: 8, log: true },
});

/** @type {readonly Variable[]} */
export const VARIABLES = Object.freeze([
  ...OWN,
  ...PROPERTIES.flatMap((property) => {
    const { name, label, catalog } = property;
    if (catalog === undefined && RANGES[name] === undefined) return [];
    const is_number = catalog === undefined;
    return [
      {
        name,
        label,
        fields: [name],
        is_number,
        ...(is_number
          ? { range: RANGES[name], whole: property.kind !== "number" }
          : {
              choices: (/** @type {Catalog} */ known) =>
                entriesOf(known, property)
                  .filter(({ parameters = [] }) => !parameters.some(({ kind }) => kind === "array"))
                  .map((entry) => entry.name),
              name_of: (/** @type {string} */ value, /** @type {Catalog} */ known) =>
                findEntry(entriesOf(known, property), value)?.label ?? value,
            }),
        patch: (/** @type {number | string} */ value) =>
          writeSettings({ [name]: property.tag === undefined ? value : { name: value } }),
      },
    ];
  }),
]);

/**
 * @param {string} name
 * @returns {Variable | undefined}
 */
export function findVariable(name) {
  return VARIABLES.find((variable) => variable.name === name);
}

/**
 * The values of a range, evenly spaced or in equal ratios, of which equal ones are left out.
 * @param {import("../types.js").MapRange} range
 * @param {boolean} [whole]
 * @returns {number[]}
 */
export function valuesOf({ from, to, count, log }, whole = false) {
  const steps = Math.max(1, count - 1);
  const values = Array.from({ length: count }, (_, at) => {
    const share = at / steps;
    const value = log ? from * (to / from) ** share : from + (to - from) * share;
    return whole ? Math.round(value) : Number(value.toPrecision(3));
  });
  return [...new Set(values)];
}

/**
 * An axis as the server is asked for it.
 * @param {Catalog} catalog
 * @param {ExperimentState} base
 * @param {MapAxisSettings} settings
 * @returns {MapAxis}
 */
export function axisOf(catalog, base, { name, range, values }) {
  const variable = /** @type {Variable} */ (findVariable(name));
  const listed =
    range !== undefined
      ? valuesOf(range, variable.whole)
      : (values ?? variable.choices?.(catalog, base) ?? []);
  return {
    label: variable.label,
    entries: listed.map((value) => ({
      label:
        typeof value === "number"
          ? formatExact(value)
          : (variable.name_of?.(value, catalog, base) ?? value),
      patch: variable.patch(value, base),
    })),
  };
}

/**
 * @param {number} layers
 * @returns {string[]} all of "000", "100", ..., those with fewer zero layers first
 */
function masks(layers) {
  const all = Array.from({ length: 2 ** layers }, (_, bits) =>
    Array.from({ length: layers }, (__, layer) => (bits >> layer) & 1).join(""),
  );
  const zeros = (/** @type {string} */ mask) => [...mask].filter((bit) => bit === "1").length;
  return all.sort((a, b) => zeros(a) - zeros(b) || b.localeCompare(a));
}
