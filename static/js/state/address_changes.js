/** A change made by hand, as text of an address: `nudge_weight,epoch:40,run:0,layer_index:0,from:1`. */

import { cut, decode } from "./address_text.js";
import { NotAllowed, parseValue, writeValue } from "./values.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Intervention} Intervention */

/**
 * @param {string} name
 * @returns {import("../types.js").Parameter}
 */
const count = (name) => ({
  name,
  kind: "integer",
  default: null,
  minimum: 0,
  maximum: null,
  exclusive_minimum: false,
  choices: [],
  step: null,
  description: "",
});

/** What every change has, beside what its action needs. */
const COMMON = [count("epoch"), count("run")];

/** @param {Intervention} one */
export function writeChange({ action, ...fields }) {
  const told = Object.entries(fields).map(
    ([name, value]) => `${name}:${encodeURIComponent(writeValue(value))}`,
  );
  return [encodeURIComponent(action), ...told].join(",");
}

/**
 * @param {Catalog} catalog
 * @param {string} text
 * @returns {Intervention}
 * @throws {NotAllowed}
 */
export function readChange(catalog, text) {
  const [name, ...fields] = text.split(",");
  const entry = catalog.actions.find((each) => each.name === decode(name));
  if (entry === undefined) throw new NotAllowed(`there is no action ${name}`);
  const parameters = [...COMMON, ...entry.parameters];
  /** @type {Record<string, unknown>} */
  const given = {};
  for (const field of fields) {
    const [key, value] = cut(field, ":");
    const parameter = parameters.find((each) => each.name === key);
    if (parameter === undefined) throw new NotAllowed(`${entry.name} has no ${key}`);
    given[key] = parseValue(decode(value), parameter);
  }
  const needed = [
    "epoch",
    ...entry.parameters.filter((each) => each.default === null).map((each) => each.name),
  ];
  const missing = needed.find((each) => given[each] === undefined);
  if (missing !== undefined) throw new NotAllowed(`${entry.name} needs ${missing}`);
  return /** @type {Intervention} */ ({ action: entry.name, ...given });
}
