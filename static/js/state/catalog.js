/** Looking things up in the server's catalog. */

import { namesOf, spelled } from "../words/names.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Parameter} Parameter */
/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("./properties.js").Property} Property */

/**
 * @typedef {{name: string, label: string, aliases?: string[], group?: string, formula?: string,
 *   parameters?: Parameter[], description?: string, bias_initializer?: string | null}} Entry any entry of any list of the catalog
 */

/**
 * @param {string} address
 * @param {typeof fetch} [fetcher]
 * @returns {Promise<Catalog>}
 */
export async function loadCatalog(address, fetcher = fetch) {
  const response = await fetcher(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

/**
 * The list a property chooses from.
 * @param {Catalog} catalog
 * @param {Property} property
 * @returns {Entry[]}
 */
export function entriesOf(catalog, property) {
  return property.catalog === undefined ? [] : catalog[property.catalog];
}

/**
 * @param {readonly Entry[]} entries
 * @param {string} name a name, a label or an alias, in any usual spelling
 * @returns {Entry | undefined}
 */
export function findEntry(entries, name) {
  const written = spelled(name);
  return (
    entries.find((entry) => entry.name === name) ??
    entries.find(
      (entry) => written !== "" && namesOf(entry).some((one) => spelled(one) === written),
    )
  );
}

/**
 * @param {readonly Entry[]} entries
 * @param {string} text words, each of which must stand in a name, the group or the formula
 * @returns {Entry[]} those that have all words in one of their names come first
 */
export function searchEntries(entries, text) {
  const words = text.split(/\s+/).map(spelled).filter(Boolean);
  /** @param {string} told */
  const has = (told) => (/** @type {string} */ word) => told.includes(word);
  const found = entries.filter(({ group = "", formula = "", ...entry }) => {
    const told = [...namesOf(entry), group, formula].map(spelled);
    return words.every((word) => told.some((one) => one.includes(word)));
  });
  const isNamed = (/** @type {Entry} */ entry) =>
    namesOf(entry).some((name) => words.every(has(spelled(name))));
  return [...found.filter(isNamed), ...found.filter((entry) => !isNamed(entry))];
}

/**
 * The entry's name with all its parameters at their defaults.
 * @param {Entry} entry
 * @returns {Spec}
 */
export function defaultSpec({ name, parameters = [] }) {
  return { name, ...Object.fromEntries(parameters.map((each) => [each.name, each.default])) };
}

/**
 * A spec in any spelling as an object with its defaults filled in. An unknown name stays as it
 * is: the server will say so.
 * @param {readonly Entry[]} entries
 * @param {string | Spec} loose
 * @returns {Spec}
 */
export function completeSpec(entries, loose) {
  const given = typeof loose === "string" ? { name: loose } : loose;
  const entry = findEntry(entries, given.name);
  return entry === undefined ? given : { ...defaultSpec(entry), ...given, name: entry.name };
}

/**
 * Whether a person can set every parameter of the entry with ordinary controls.
 * @param {Entry} entry
 */
export function isChoosable({ name, parameters = [] }) {
  return name !== "custom" && !parameters.some(({ kind }) => kind === "array");
}

/**
 * @param {import("../types.js").Catalog} catalog
 * @param {string} name
 * @returns {number | null} null where the server has no such limit
 */
export function limitOf({ limits }, name) {
  return limits.find((each) => each.name === name)?.value ?? null;
}
