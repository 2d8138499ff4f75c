/** Looking things up in the server's catalog. */

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Parameter} Parameter */
/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("./properties.js").Property} Property */

/**
 * @typedef {{name: string, label: string, aliases?: string[], group?: string, formula?: string,
 *   parameters?: Parameter[], description?: string}} Entry any entry of any list of the catalog
 */

/**
 * @param {typeof fetch} [fetcher]
 * @returns {Promise<Catalog>}
 */
export async function loadCatalog(fetcher = fetch) {
  const response = await fetcher("/catalog");
  if (!response.ok) throw new Error(`/catalog answered ${response.status}`);
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
 * @param {string} name a name or an alias
 * @returns {Entry | undefined}
 */
export function findEntry(entries, name) {
  return entries.find((entry) => entry.name === name || entry.aliases?.includes(name));
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
