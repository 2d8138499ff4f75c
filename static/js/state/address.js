/**
 * The experiment in the page's address, readable, and only what differs from a fixed one; no address
 * at all is the experiment that the page opens with:
 *
 *     #dataset=spirals,noise:0.1&hidden_layers=8,8&run=Small;initializer=normal,std:0.01
 *
 * `&` separates properties, `;` those of a run, `+` the specs of a list (one per layer), `,` the
 * parameters of a spec and the widths, `:` a parameter from its value. Wherever one of these
 * characters belongs to a value it is percent-encoded, so splitting comes before decoding.
 */

import { nearestName } from "../words/names.js";
import { completeSpec, defaultSpec, entriesOf, findEntry } from "./catalog.js";
import { baseExperiment, completeExperiment, firstExperiment, same } from "./experiment.js";
import { asParameter, findProperty, PROPERTIES } from "./properties.js";
import { NotAllowed, parseValue, writeValue } from "./values.js";
import { parseWidths } from "./widths.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentRequest} ExperimentRequest */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("./properties.js").Property} Property */

/** Characters of what was not understood that are told; an address may be very long. */
const LONGEST_TOLD = 48;

/**
 * @param {Catalog} catalog
 * @param {ExperimentState} experiment
 * @returns {string} the fragment without "#"; empty for the first experiment
 */
export function writeAddress(catalog, experiment) {
  if (same(experiment, firstExperiment(catalog))) return "";
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
  // Nothing differs, yet this is not what an empty address opens: one property says so.
  if (parts.length === 0) {
    const [property] = PROPERTIES;
    const value = read(experiment, property.name);
    parts.push(`${property.name}=${writeProperty(catalog, property, value)}`);
  }
  return parts.join("&");
}

/**
 * @param {Catalog} catalog
 * @param {string} fragment with or without "#"
 * @returns {{experiment: ExperimentState, ignored: string[]}} what could not be understood, in
 *   words, one entry each
 */
export function readAddress(catalog, fragment) {
  const told = fragment.replace(/^#/, "").split("&").filter(Boolean);
  const start = told.length === 0 ? firstExperiment(catalog) : baseExperiment(catalog);
  /** @type {Record<string, unknown>} */
  const request = { ...start };
  /** @type {string[]} */
  const ignored = [];
  /** @type {RunPatch[]} */
  const runs = [];
  for (const part of told) {
    const [name, text] = cut(part, "=");
    if (name === "run") {
      runs.push(readRun(catalog, text, ignored));
      continue;
    }
    const property = findProperty(name);
    const found = property?.scope === "run" ? undefined : property;
    attempt(part, ignored, () => {
      request[name] = readProperty(catalog, found, text);
    });
  }
  if (runs.length > 0) request.runs = runs;
  return { experiment: completeExperiment(catalog, request), ignored };
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
function widthLimits({ limits }) {
  /** @param {string} name */
  const limit = (name) => limits.find((each) => each.name === name)?.value ?? null;
  return { most_layers: limit("hidden_layers"), most_neurons: limit("width") };
}

/**
 * @param {string} text
 * @throws {NotAllowed} on broken percent-encoding
 */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new NotAllowed("is not readable");
  }
}

/**
 * Does what may not be understood, and notes it when it is not.
 * @param {string} part
 * @param {string[]} ignored
 * @param {() => void} act
 */
function attempt(part, ignored, act) {
  try {
    act();
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    const told = part.length > LONGEST_TOLD ? `${part.slice(0, LONGEST_TOLD)}\u2026` : part;
    ignored.push(`${told} (${error.message.replace(/\.$/, "")})`);
  }
}

/**
 * @param {string} text
 * @param {string} separator
 * @returns {[string, string]} before and after the first separator
 */
function cut(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * @param {object} holder
 * @param {string} name
 * @returns {unknown}
 */
function read(holder, name) {
  return /** @type {Record<string, unknown>} */ (holder)[name];
}
