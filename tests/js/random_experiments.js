/** Random experiments from a seed, for searches: whatever the page lets one set, edge cases often. */

import { entriesOf, isChoosable } from "../../static/js/state/catalog.js";
import { asParameter, PROPERTIES } from "../../static/js/state/properties.js";

/** @typedef {import("../../static/js/types.js").Catalog} Catalog */
/** @typedef {import("../../static/js/types.js").Parameter} Parameter */
/** @typedef {import("../../static/js/state/properties.js").Property} Property */

/** What means something in an address or in percent-encoding, and what is long in UTF-8. */
const CHARACTERS = [..."ab 0.5#&;=+,:%?/\\\"'()[]*-é\u03c3\u{1f600}"];

/**
 * Numbers from 0 to 1, the same in every run (mulberry32).
 * @param {number} seed
 */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {Catalog} catalog
 * @param {number} seed
 */
export function createExperiments(catalog, seed) {
  const random = createRandom(seed);
  /** @param {number} count */
  const below = (count) => Math.floor(random() * count);
  /** @template T @param {readonly T[]} list @returns {T} */
  const pick = (list) => list[below(list.length)];
  /** @param {number} longest */
  const text = (longest) =>
    Array.from({ length: 1 + below(longest) }, () => pick(CHARACTERS)).join("");

  /** @param {Parameter} parameter @returns {unknown} a value within its bounds, small or large */
  function parameterValue({ kind, minimum, maximum, choices }) {
    if (kind === "text") return text(12);
    if (kind === "boolean") return random() < 0.5;
    if (kind === "choice") return pick(choices);
    if (kind === "array") return Array.from({ length: below(4) }, () => [random() - 0.5, below(9)]);
    const low = minimum ?? -1e6;
    const high = maximum ?? 1e6;
    if (kind === "integer") return low + below(Math.min(high - low + 1, 2 ** 32));
    const magnitude = 10 ** (-12 * random());
    return low + (high - low) * magnitude;
  }

  /** @param {Property} property */
  function specOf(property) {
    const entry = pick(entriesOf(catalog, property).filter((each) => isChoosable(each)));
    const set = (entry.parameters ?? []).filter(() => random() < 0.6);
    const parameters = Object.fromEntries(set.map((each) => [each.name, parameterValue(each)]));
    return { name: entry.name, ...parameters };
  }

  /** @param {Property} property @returns {unknown} */
  function settingOf(property) {
    switch (property.kind) {
      case "spec":
        if (!property.name.endsWith("initializer") || random() < 0.7) return specOf(property);
        return Array.from({ length: 2 + below(3) }, () => specOf(property));
      case "choice":
        return pick(entriesOf(catalog, property)).name;
      case "widths":
        return Array.from({ length: below(5) }, () => 1 + below(512));
      case "boolean":
        return random() < 0.5;
      case "batch":
        if (random() < 0.3) return "full";
        return 1 + below(200);
      case "numbers":
        if (random() < 0.5) return 2 * random();
        return Array.from({ length: 2 + below(3) }, () => 2 * random());
      case "layers":
        return random() < 0.5 ? [] : [below(2), 2 + below(3)];
      default:
        return parameterValue(asParameter(property, catalog));
    }
  }

  /** @param {Property["scope"]} without */
  function settings(without) {
    const chosen = PROPERTIES.filter(({ scope }) => scope !== without && random() < 0.5);
    return Object.fromEntries(chosen.map((property) => [property.name, settingOf(property)]));
  }

  /** A run with a name of any characters, or with the one the page gives it. */
  function runOf() {
    const run = settings("experiment");
    return random() < 0.5 ? { ...run, label: text(random() < 0.1 ? 120 : 20) } : run;
  }

  /** An experiment as a patch: some settings, and 1 to 12 runs. */
  function patchOf() {
    const runs = Array.from({ length: 1 + below(12) }, runOf);
    return { ...settings("run"), runs };
  }

  return { below, pick, runOf, patchOf };
}
