/**
 * The experiment in the page's address, readable, and only what differs from a fixed one; no address
 * at all is the experiment that the page opens with:
 *
 *     #dataset=spirals,noise:0.1&hidden_layers=8,8&run=Small;initializer=normal,std:0.01
 *
 * Changes made by hand follow, one each, and what of it is looked at:
 *
 *     &change=set_bias,epoch:40,run:0,layer_index:0,neuron:2,value:0.8&epoch=40&tab=signal
 *
 * `&` separates properties, `;` those of a run, `+` the specs of a list (one per layer), `,` the
 * parameters of a spec, the widths and lists by layer, `:` a parameter from its value. Wherever one
 * of these characters belongs to a value it is percent-encoded, so splitting comes before decoding.
 * Where somebody is in the lesson stands at the end, as lesson_progress.js writes it.
 */

import { nearestName } from "../words/names.js";
import { readChange, writeChange } from "./address_changes.js";
import { attempt, cut, decode } from "./address_text.js";
import { isOfView, readView, writeView } from "./address_view.js";
import { completeSpec, defaultSpec, entriesOf, findEntry, limitOf } from "./catalog.js";
import { baseExperiment, completeExperiment, firstExperiment, same } from "./experiment.js";
import { addIntervention } from "./interventions.js";
import { isOfLesson, readLesson, writeLesson } from "./lesson_progress.js";
import { asParameter, findProperty, PROPERTIES } from "./properties.js";
import { NotAllowed, parseValue, writeValue } from "./values.js";
import { parseWidths } from "./widths.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentRequest} ExperimentRequest */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").LessonProgress} LessonProgress */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("./address_view.js").View} View */
/** @typedef {import("./properties.js").Property} Property */

/**
 * @param {Catalog} catalog
 * @param {ExperimentState} experiment
 * @param {View} [view] what of it is looked at
 * @param {LessonProgress | null} [lesson]
 * @returns {string} the fragment without "#"; empty for the first experiment as the page opens it
 */
export function writeAddress(catalog, experiment, view = {}, lesson = null) {
  const parts = [writeExperiment(catalog, experiment), writeView(view), writeLesson(lesson)];
  return parts.flat().join("&");
}

/**
 * @param {Catalog} catalog
 * @param {ExperimentState} experiment
 * @returns {string[]} nothing for the first experiment
 */
function writeExperiment(catalog, experiment) {
  if (same(experiment, firstExperiment(catalog))) return [];
  const base = baseExperiment(catalog);
  const parts = [];
  for (const property of PROPERTIES) {
    if (property.scope === "run") continue;
    const value = read(experiment, property.name);
    if (!same(value, read(base, property.name))) {
      parts.push(`${property.name}=${writeProperty(catalog, property, value)}`);
    }
  }
  if (!same(experiment.runs, base.runs)) {
    for (const run of experiment.runs) parts.push(`run=${writeRun(catalog, run)}`);
  }
  for (const one of experiment.interventions) parts.push(`change=${writeChange(one)}`);
  // Nothing differs, yet this is not what an empty address opens: one property says so.
  if (parts.length === 0) {
    const [property] = PROPERTIES;
    const value = read(experiment, property.name);
    parts.push(`${property.name}=${writeProperty(catalog, property, value)}`);
  }
  return parts;
}

/**
 * @param {Catalog} catalog
 * @param {string} fragment with or without "#"
 * @returns {{experiment: ExperimentState, view: View, lesson: LessonProgress | null,
 *   ignored: string[]}} what could not be understood, in words, one entry each
 */
export function readAddress(catalog, fragment) {
  const parts = fragment.replace(/^#/, "").split("&").filter(Boolean);
  const told = parts.filter((part) => !isOfView(part) && !isOfLesson(part));
  const start = told.length === 0 ? firstExperiment(catalog) : baseExperiment(catalog);
  /** @type {Record<string, unknown>} */
  const request = { ...start };
  /** @type {string[]} */
  const ignored = [];
  const view = readView(parts.filter(isOfView), ignored);
  /** @type {RunPatch[]} */
  const runs = [];
  /** @type {import("../types.js").Intervention[]} */
  let interventions = [];
  for (const part of told) {
    const [name, text] = cut(part, "=");
    if (name === "run") {
      runs.push(readRun(catalog, text, ignored));
      continue;
    }
    if (name === "change") {
      attempt(part, ignored, () => {
        interventions = addIntervention(interventions, readChange(catalog, text));
      });
      continue;
    }
    const property = findProperty(name);
    const found = property?.scope === "run" ? undefined : property;
    attempt(part, ignored, () => {
      request[name] = readProperty(catalog, found, text);
    });
  }
  if (runs.length > 0) request.runs = runs;
  if (interventions.length > 0) request.interventions = interventions;
  const lesson = readLesson(parts.filter(isOfLesson), ignored);
  return { experiment: completeExperiment(catalog, request), view, lesson, ignored };
}

/**
 * @param {Catalog} catalog
 * @param {RunPatch} run
 */
function writeRun(catalog, run) {
  const fields = [encodeURIComponent(run.label ?? "")];
  for (const property of PROPERTIES) {
    const value = read(run, property.name);
    if (property.scope !== "experiment" && value !== undefined) {
      fields.push(`${property.name}=${writeProperty(catalog, property, value)}`);
    }
  }
  return fields.join(";");
}

/**
 * @param {Catalog} catalog
 * @param {string} text
 * @param {string[]} ignored
 * @returns {RunPatch}
 */
function readRun(catalog, text, ignored) {
  const [label, ...fields] = text.split(";");
  /** @type {Record<string, unknown>} */
  const run = {};
  attempt(label, ignored, () => {
    if (label !== "") run.label = decode(label);
  });
  for (const field of fields) {
    const [name, value] = cut(field, "=");
    const property = findProperty(name);
    const found = property?.scope === "experiment" ? undefined : property;
    attempt(field, ignored, () => {
      run[name] = readProperty(catalog, found, value);
    });
  }
  return run;
}

/**
 * @param {Catalog} catalog
 * @param {Property} property
 * @param {unknown} value
 * @returns {string}
 */
function writeProperty(catalog, property, value) {
  if (property.kind === "spec") {
    const specs = /** @type {Spec[]} */ (Array.isArray(value) ? value : [value]);
    return specs.map((spec) => writeSpec(catalog, property, spec)).join("+");
  }
  if (property.kind === "widths") return /** @type {number[]} */ (value).join(",");
  if (property.kind === "numbers" || property.kind === "layers") return [value].flat().join(",");
  return encodeURIComponent(writeValue(value));
}

/**
 * @param {Catalog} catalog
 * @param {Property | undefined} property
 * @param {string} text
 * @returns {unknown}
 * @throws {NotAllowed}
 */
function readProperty(catalog, property, text) {
  if (property === undefined) throw new NotAllowed("no such setting");
  switch (property.kind) {
    case "spec": {
      const specs = text.split("+").map((each) => readSpec(catalog, property, each));
      return specs.length === 1 ? specs[0] : specs;
    }
    case "widths":
      return parseWidths(decode(text), widthLimits(catalog));
    case "choice":
      return readEntry(catalog, property, decode(text)).name;
    case "boolean":
      return parseValue(text, { ...asParameter(property, catalog), kind: "boolean" });
    case "batch":
      return text === "full" ? text : parseValue(decode(text), asParameter(property, catalog));
    default:
      return parseValue(decode(text), asParameter(property, catalog));
  }
}

/**
 * @param {Catalog} catalog
 * @param {Property} property
 * @param {Spec} spec
 */
function writeSpec(catalog, property, spec) {
  const entry = findEntry(entriesOf(catalog, property), spec.name);
  const usual = entry === undefined ? {} : defaultSpec(entry);
  const told = Object.entries(spec).filter(
    ([name, value]) => name !== "name" && !same(value, read(usual, name)),
  );
  const parameters = told.map(
    ([name, value]) => `${name}:${encodeURIComponent(writeValue(value))}`,
  );
  return [encodeURIComponent(spec.name), ...parameters].join(",");
}

/**
 * @param {Catalog} catalog
 * @param {Property} property
 * @param {string} text
 * @returns {Spec}
 */
function readSpec(catalog, property, text) {
  const [name, ...fields] = text.split(",");
  const entry = readEntry(catalog, property, decode(name));
  /** @type {Spec} */
  const spec = completeSpec([entry], entry.name);
  for (const field of fields) {
    const [key, value] = cut(field, ":");
    const parameter = entry.parameters?.find((each) => each.name === key);
    if (parameter === undefined) throw new NotAllowed(`${entry.name} has no ${key}`);
    spec[key] = parseValue(decode(value), parameter);
  }
  return spec;
}

/**
 * @param {Catalog} catalog
 * @param {Property} property
 * @param {string} name
 */
function readEntry(catalog, property, name) {
  const entries = entriesOf(catalog, property);
  const entry = findEntry(entries, name);
  if (entry !== undefined) return entry;
  const nearest = nearestName(entries, name);
  throw new NotAllowed(
    nearest === null ? `there is no ${name}` : `there is no ${name}; did you mean ${nearest}?`,
  );
}

/**
 * @param {Catalog} catalog
 * @returns {import("./widths.js").WidthLimits}
 */
function widthLimits(catalog) {
  return {
    most_layers: limitOf(catalog, "hidden_layers"),
    most_neurons: limitOf(catalog, "width"),
  };
}

/**
 * @param {object} holder
 * @param {string} name
 * @returns {unknown}
 */
function read(holder, name) {
  return /** @type {Record<string, unknown>} */ (holder)[name];
}
