/** The experiment as the page edits it: completing, changing, naming and sending it. */

import { formatExact, formatNumber } from "../words/format.js";
import { completeSpec, defaultSpec, entriesOf, findEntry, limitOf } from "./catalog.js";
import { fits } from "./interventions.js";
import { fitLayers, PROPERTIES, runProperties, writeSettings } from "./properties.js";
import { writeList } from "./values.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentRequest} ExperimentRequest */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").LooseSpec} LooseSpec */
/** @typedef {import("../types.js").Preset} Preset */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("./properties.js").Property} Property */

/** What the page needs recorded to draw the stage. */
const RECORD = Object.freeze({ compact: "changes", weights: true, neuron_outputs: true });

/** Steps of equal length that a training is shown in, so that time runs evenly on the stage. */
const STEPS = 80;
/** The first epochs are recorded one by one: much happens in them. */
const FIRST_EPOCHS = 4;
/** Experiments with more hidden neurons than this are recorded as sparsely as the server does. */
const MANY_NEURONS = 400;

/**
 * The epochs that the stage plays: evenly spaced, so that a moment is as long as it was.
 * @param {ExperimentState} experiment
 * @returns {number[] | "auto"}
 */
export function playedEpochs({ epochs, hidden_layers, runs, interventions }) {
  const neurons = runs.length * hidden_layers.reduce((sum, width) => sum + width, 0);
  if (!Number.isInteger(epochs) || epochs < 1 || neurons > MANY_NEURONS) return "auto";
  const step = Math.ceil(epochs / STEPS);
  // What is changed by hand is seen at once, and so is what it was changed from.
  const changed = interventions.flatMap(({ epoch }) => [Math.max(0, epoch - 1), epoch]);
  const played = new Set([0, epochs, ...changed]);
  for (let epoch = 1; epoch < Math.min(FIRST_EPOCHS, epochs); epoch++) played.add(epoch);
  for (let epoch = step; epoch < epochs; epoch += step) played.add(epoch);
  return [...played].sort((a, b) => a - b);
}

/**
 * A request with every field of the base filled in and every spec spelled out.
 * @param {Catalog} catalog
 * @param {ExperimentRequest} request
 * @returns {ExperimentState}
 */
export function completeExperiment(catalog, request) {
  /** @type {Record<string, unknown>} */
  const base = {};
  const given = /** @type {Record<string, unknown>} */ (request);
  const defaults = /** @type {Record<string, unknown>} */ ({ ...catalog.defaults });
  for (const property of PROPERTIES) {
    const value = given[property.name] ?? defaults[property.name];
    base[property.name] = completeValue(catalog, property, value);
  }
  const runs = request.runs ?? [{}];
  const experiment = /** @type {ExperimentState} */ (/** @type {unknown} */ (base));
  return {
    ...experiment,
    interventions: request.interventions ?? [],
    runs: runs.map((run) => completeRun(catalog, experiment, run)),
  };
}

/**
 * An experiment that was given other layers, with lists by layer that are as long.
 * @param {ExperimentState} experiment
 * @returns {ExperimentState}
 */
export function fitExperiment(experiment) {
  const layers = experiment.hidden_layers.length + 1;
  const runs = experiment.runs.map((run) => fitLayers(run, layers));
  return { ...fitLayers(experiment, layers), runs };
}

/**
 * The experiment the page opens with: the catalog's first preset.
 * @param {Catalog} catalog
 * @returns {ExperimentState}
 */
export function firstExperiment(catalog) {
  return completeExperiment(catalog, catalog.presets[0]?.request ?? {});
}

/** The preset that addresses start from. Another one would change what every shared link shows. */
const BASE_PRESET = "clones";

/**
 * The experiment that an address tells the difference from.
 * @param {Catalog} catalog
 * @returns {ExperimentState}
 */
export function baseExperiment(catalog) {
  const preset = catalog.presets.find(({ name }) => name === BASE_PRESET);
  return completeExperiment(catalog, preset?.request ?? {});
}

/**
 * @param {Catalog} catalog
 * @param {ExperimentState} experiment
 * @returns {Preset | null} the preset that asks for just this experiment
 */
export function findPreset(catalog, experiment) {
  const isSame = (/** @type {Preset} */ { request }) =>
    same(completeExperiment(catalog, request), experiment);
  return catalog.presets.find(isSame) ?? null;
}

/**
 * @param {Catalog | null} catalog
 * @param {ExperimentState} experiment
 * @param {readonly string[]} [instruments] what is to be read at every snapshot besides
 * @returns {ExperimentRequest} the body of `POST /simulate/stream`
 */
export function toRequest(catalog, experiment, instruments = []) {
  const interventions = experiment.interventions.filter((one) => fits(catalog, experiment, one));
  const runs = experiment.runs.map(writeSettings);
  const sent = { ...writeSettings(experiment), runs, interventions };
  return { ...sent, record: { ...RECORD, epochs: playedEpochs(sent), instruments } };
}

/**
 * A run as an experiment edits it: it always has a label and its own initializer.
 * @param {Catalog} catalog
 * @param {ExperimentState} base
 * @param {RunPatch} patch
 * @returns {RunPatch}
 */
function completeRun(catalog, base, patch) {
  /** @type {Record<string, unknown>} */
  const run = {};
  const given = /** @type {Record<string, unknown>} */ ({
    ...patch,
    initializer: patch.initializer ?? base.initializer,
  });
  for (const property of runProperties()) {
    const value = given[property.name];
    if (value !== undefined) run[property.name] = completeValue(catalog, property, value);
  }
  return { label: patch.label ?? automaticLabel(catalog, run), ...run };
}

/**
 * @param {Catalog} catalog
 * @param {Property} property
 * @param {unknown} value
 */
function completeValue(catalog, property, value) {
  if (property.kind !== "spec") return value;
  const entries = entriesOf(catalog, property);
  const loose = /** @type {LooseSpec} */ (
    property.tag === undefined ? value : named(value, property.tag)
  );
  return Array.isArray(loose)
    ? loose.map((each) => completeSpec(entries, each))
    : completeSpec(entries, loose);
}

/**
 * A spec by its name, which a request may write under a word of its own.
 * @param {unknown} value
 * @param {string} tag
 */
function named(value, tag) {
  if (typeof value !== "object" || value === null || !(tag in value)) return value;
  const { [tag]: name, ...parameters } = /** @type {Record<string, unknown>} */ (value);
  return { ...parameters, name };
}

/** Lists by layer that are longer are not told in a name. */
const MOST_TOLD = 3;

/**
 * The name a run has as long as nobody gives it another: its initializer with what differs from
 * the initializer's defaults, then what the run sets for itself.
 * @param {Catalog} catalog
 * @param {RunPatch} run
 * @returns {string}
 */
export function automaticLabel(catalog, run) {
  const { initializer, architecture, activation, optimizer, learning_rate, l2, seed } = run;
  const parts = [describeInitializer(catalog, initializer)];
  if (architecture !== undefined) parts.push(describeArchitecture(catalog, architecture));
  if (activation !== undefined) parts.push(labelOf(catalog.activations, activation));
  if (optimizer !== undefined) {
    parts.push(
      labelOf(catalog.optimizers, typeof optimizer === "string" ? optimizer : optimizer.name),
    );
  }
  if (learning_rate !== undefined) parts.push(`rate ${formatExact(learning_rate)}`);
  const { learning_rate_scale, freeze } = run;
  if (learning_rate_scale !== undefined) {
    const rates = [learning_rate_scale].flat().map((rate) => formatNumber(rate));
    parts.push(rates.length > MOST_TOLD ? "rates by layer" : `rates × ${writeList(rates)}`);
  }
  if (freeze !== undefined) {
    const layers = freeze.map((index) => index + 1);
    parts.push(
      layers.length > MOST_TOLD ? `${layers.length} layers frozen` : `frozen: ${writeList(layers)}`,
    );
  }
  if (l2 !== undefined) parts.push(`L2 ${formatExact(l2)}`);
  if (seed !== undefined) parts.push(`seed ${seed}`);
  return shorten(parts.join(", "), limitOf(catalog, "label_length") ?? Infinity);
}

/**
 * @param {string} text
 * @param {number} most characters, as the server counts them
 */
function shorten(text, most) {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}\u2026`;
}

/**
 * @param {Catalog} catalog
 * @param {string | Spec} architecture
 */
function describeArchitecture(catalog, architecture) {
  const { name, normalization, ...others } = completeSpec(catalog.architectures, architecture);
  const parts = [labelOf(catalog.architectures, name).toLowerCase()];
  if (normalization === "layer_norm") parts.push("normalized");
  else if (normalization !== undefined && normalization !== "none") {
    parts.push(`${normalization}-norm`);
  }
  const entry = findEntry(catalog.architectures, name);
  const usual = /** @type {Spec} */ (entry === undefined ? {} : defaultSpec(entry));
  if (others.block_layers !== usual.block_layers) parts.push(`blocks of ${others.block_layers}`);
  if (others.branch_multiplier !== usual.branch_multiplier) {
    parts.push(`branches × ${others.branch_multiplier}`);
  }
  if (others.trainable_multiplier === true) parts.push("trained multiplier");
  return parts.join(", ");
}

/**
 * Whether a run still has a name the page gave it, so that the name may follow its settings.
 * @param {Catalog} catalog
 * @param {RunPatch} run
 */
export function hasAutomaticLabel(catalog, run) {
  if (run.label === automaticLabel(catalog, run)) return true;
  return catalog.presets.some(({ request }) =>
    request.runs?.some(({ label }) => label !== undefined && label === run.label),
  );
}

/**
 * A run with some of its settings changed; `undefined` takes an override back.
 * @param {Catalog} catalog
 * @param {RunPatch} run
 * @param {RunPatch} patch
 * @returns {RunPatch}
 */
export function changeRun(catalog, run, patch) {
  const changed = { ...run, ...biasWith(catalog, run, patch), ...patch };
  for (const key of /** @type {(keyof RunPatch)[]} */ (Object.keys(changed))) {
    if (changed[key] === undefined) delete changed[key];
  }
  if (patch.label === undefined && hasAutomaticLabel(catalog, run)) {
    changed.label = automaticLabel(catalog, changed);
  }
  return changed;
}

/**
 * The biases that come with another initializer: those of its framework, where it has some of its
 * own. They go with it as they came, unless somebody has set others since.
 * @param {Catalog} catalog
 * @param {RunPatch} run
 * @param {RunPatch} patch
 * @returns {RunPatch}
 */
function biasWith(catalog, run, patch) {
  if (patch.initializer === undefined) return {};
  const before = biasOf(catalog, run.initializer);
  const after = biasOf(catalog, patch.initializer);
  if (same(before, after)) return {};
  if (after !== undefined) return { bias_initializer: after };
  return same(run.bias_initializer, before) ? { bias_initializer: undefined } : {};
}

/**
 * @param {Catalog} catalog
 * @param {LooseSpec | undefined} initializer
 * @returns {Spec | undefined} the bias that belongs to it
 */
function biasOf(catalog, initializer) {
  if (initializer === undefined || Array.isArray(initializer)) return;
  const { name } = completeSpec(catalog.initializers, initializer);
  const bias = findEntry(catalog.initializers, name)?.bias_initializer ?? null;
  return bias === null ? undefined : completeSpec(catalog.bias_initializers, bias);
}

/** Characters of a typed formula that still make a name. */
const LONGEST_FORMULA = 48;

/** Which initializers a new lane tries first: those that teach most beside what is there. */
const NEXT_INITIALIZERS = [
  "he_normal",
  "zeros",
  "normal",
  "orthogonal",
  "glorot_normal",
  "uniform",
];

/**
 * A run to put beside those an experiment has, with an initializer none of them uses.
 * @param {Catalog} catalog
 * @param {ExperimentState} experiment
 * @returns {RunPatch}
 */
export function nextRun(catalog, experiment) {
  const used = new Set(
    experiment.runs.map(({ initializer }) =>
      typeof initializer === "object" && !Array.isArray(initializer)
        ? initializer.name
        : initializer,
    ),
  );
  const known = NEXT_INITIALIZERS.filter((each) => findEntry(catalog.initializers, each));
  const name = known.find((each) => !used.has(each)) ?? known[0] ?? catalog.initializers[0].name;
  return completeRun(catalog, experiment, { initializer: name });
}

/**
 * @param {Catalog} catalog
 * @param {LooseSpec | undefined} initializer
 * @returns {string}
 */
export function describeInitializer(catalog, initializer) {
  if (initializer === undefined) return "Default";
  if (Array.isArray(initializer)) {
    const names = initializer.map((each) => describeInitializer(catalog, each));
    return new Set(names).size === 1 ? names[0] : names.join(" / ");
  }
  const spec = completeSpec(catalog.initializers, initializer);
  const entry = findEntry(catalog.initializers, spec.name);
  if (entry === undefined) return spec.name;
  const text = (entry.parameters ?? []).find(({ kind }) => kind === "text");
  if (text !== undefined) return String(spec[text.name]).slice(0, LONGEST_FORMULA);
  const told = (entry.parameters ?? [])
    .filter(({ name, default: usual }) => name === "value" || !same(spec[name], usual))
    .filter(({ kind }) => kind !== "array")
    .map(({ name }) => {
      const value = spec[name];
      const written = typeof value === "number" ? formatExact(value) : String(value);
      return name === "value" ? written : `${name.replaceAll("_", " ")} ${written}`;
    });
  return [entry.label, ...told].join(" ");
}

/**
 * @param {{name: string, label: string}[]} entries
 * @param {string} name
 */
function labelOf(entries, name) {
  return entries.find((entry) => entry.name === name)?.label ?? name;
}

/**
 * Whether two values of an experiment are the same as JSON, whatever the order of their fields.
 * @param {unknown} a
 * @param {unknown} b
 */
export function same(a, b) {
  return Object.is(a, b) || JSON.stringify(a, sortFields) === JSON.stringify(b, sortFields);
}

/**
 * @param {string} _
 * @param {unknown} value
 */
function sortFields(_, value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
