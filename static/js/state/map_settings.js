/**
 * The map as somebody has set it: in the address, and as the question to the server. In the address
 * it is one part, of which `;` separates the fields, `,` values and the numbers of a range:
 *
 *     map=x:learning_rate,0.001~10~16~log;y:activation,tanh,relu;seeds:3;color:train_loss;at:3,1
 */

import { cut, decode } from "./address_text.js";
import { axisOf, findVariable } from "./map_axes.js";
import { runProperties, writeSettings } from "./properties.js";
import { NotAllowed } from "./values.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").MapAxisSettings} MapAxisSettings */
/** @typedef {import("../types.js").MapRange} MapRange */
/** @typedef {import("../types.js").MapRequest} MapRequest */
/** @typedef {import("../types.js").MapSettings} MapSettings */
/** @typedef {import("../types.js").RunPatch} RunPatch */

/** The name of the lane that shows the network under the point. */
export const POINT_LABEL = "On the map";
/** Entries of a side, and seeds of a cell; the server has the same limits. */
export const MOST_ENTRIES = 64;
export const MOST_SEEDS = 32;

/** @type {MapSettings} */
export const FIRST_MAP = Object.freeze({
  x: { name: "learning_rate", range: { from: 0.003, to: 10, count: 16, log: true } },
  y: { name: "weight_std", range: { from: 0.01, to: 10, count: 16, log: true } },
  seeds: 1,
  color: "train_loss",
  at: null,
});

/**
 * @param {MapSettings} settings
 * @returns {string} the part, after "map="
 */
export function writeMap({ x, y, seeds, color, at }) {
  const fields = [`x:${writeAxis(x)}`, `y:${writeAxis(y)}`];
  if (seeds !== FIRST_MAP.seeds) fields.push(`seeds:${seeds}`);
  if (color !== FIRST_MAP.color) fields.push(`color:${color}`);
  if (at !== null) fields.push(`at:${at.join(",")}`);
  return fields.join(";");
}

/** @param {MapAxisSettings} axis */
function writeAxis({ name, range, values }) {
  if (range !== undefined) {
    const { from, to, count, log } = range;
    return `${name},${from}~${to}~${count}~${log ? "log" : "linear"}`;
  }
  return [name, ...(values ?? []).map((value) => encodeURIComponent(value))].join(",");
}

/**
 * @param {string} text of the part, after "map="
 * @returns {MapSettings}
 * @throws {NotAllowed}
 */
export function readMap(text) {
  const settings = { ...FIRST_MAP };
  for (const field of text.split(";")) {
    const [name, coded] = cut(field, ":");
    if (name === "x" || name === "y") settings[name] = readAxis(coded);
    else if (name === "seeds") settings.seeds = within(coded, 1, MOST_SEEDS);
    else if (name === "color" && /^[a-z_]{1,24}$/.test(coded)) settings.color = coded;
    else if (name === "at") {
      const [x, y] = coded.split(",");
      settings.at = [within(x, 0, MOST_ENTRIES - 1), within(y, 0, MOST_ENTRIES - 1)];
    } else throw new NotAllowed(`a map has no ${name}`);
  }
  return settings;
}

/**
 * @param {string} text
 * @returns {MapAxisSettings}
 * @throws {NotAllowed}
 */
function readAxis(text) {
  const [name, ...coded] = text.split(",");
  const variable = findVariable(name);
  if (variable === undefined) throw new NotAllowed(`there is no ${name} for an axis`);
  if (coded.length > MOST_ENTRIES) throw new NotAllowed(`has at most ${MOST_ENTRIES} values`);
  const values = coded.map(decode);
  if (!variable.is_number) return { name, ...(values.length === 0 ? {} : { values }) };
  if (values.length === 1 && values[0].includes("~")) return { name, range: readRange(values[0]) };
  const numbers = values.map(Number);
  if (numbers.length === 0 || !numbers.every(Number.isFinite)) {
    throw new NotAllowed("must be a range or a list of numbers");
  }
  return { name, values: numbers };
}

/**
 * @param {string} text
 * @returns {MapRange}
 */
function readRange(text) {
  const [from, to, count, scale] = text.split("~");
  const range = {
    from: Number(from),
    to: Number(to),
    count: within(count, 1, MOST_ENTRIES),
    log: scale === "log",
  };
  const problem = rangeProblem(range);
  if (problem !== "") throw new NotAllowed(problem);
  return range;
}

/**
 * What is wrong with a range; nothing if nothing is.
 * @param {MapRange} range
 */
export function rangeProblem({ from, to, count, log }) {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return "must go from a number to a number";
  if (!Number.isInteger(count) || count < 1 || count > MOST_ENTRIES) {
    return `must have a whole number of values, 1 to ${MOST_ENTRIES}`;
  }
  if (log && !(from > 0 && to > 0)) return "must be above 0 where steps are equal ratios";
  return "";
}

/**
 * @param {string} text
 * @param {number} least
 * @param {number} most
 */
function within(text, least, most) {
  const value = Number(text);
  if (text === undefined || !Number.isInteger(value) || value < least || value > most) {
    throw new NotAllowed(`must be a whole number from ${least} to ${most}`);
  }
  return value;
}

/**
 * The run that the map starts from: the chosen one, unless it is the one under the point.
 * @param {ExperimentState} experiment
 * @param {number} chosen index of a run
 * @returns {RunPatch}
 */
export function baseRun({ runs }, chosen) {
  const isOwn = (/** @type {RunPatch | undefined} */ run) =>
    run !== undefined && run.label !== POINT_LABEL;
  return [runs[chosen], ...runs].find(isOwn) ?? runs[0];
}

/**
 * The question of a map. What an axis sets is left out of the base, so that moving the point, which
 * sets it on the stage, leaves the question as it is.
 * @param {Catalog} catalog
 * @param {ExperimentState} experiment
 * @param {number} chosen index of the run that it starts from
 * @param {MapSettings} settings
 * @returns {MapRequest & {base: import("../types.js").ExperimentRequest}}
 */
export function mapRequest(catalog, experiment, chosen, { x, y, seeds }) {
  const { runs: _, interventions: __, seeds: ___, ...shared } = experiment;
  const own = /** @type {Record<string, unknown>} */ ({ ...baseRun(experiment, chosen) });
  /** @type {Record<string, unknown>} */
  const whole = { ...shared };
  for (const { name } of runProperties()) if (own[name] !== undefined) whole[name] = own[name];
  const base = /** @type {ExperimentState} */ (/** @type {unknown} */ (whole));
  const axes = { x: axisOf(catalog, base, x), y: axisOf(catalog, base, y) };
  const fixed = Object.entries(writeSettings(whole)).filter(
    ([name]) => ![x, y].some((axis) => findVariable(axis.name)?.fields.includes(name)),
  );
  return { base: Object.fromEntries(fixed), ...axes, seeds };
}

/**
 * Why two axes do not go together; nothing if they do.
 * @param {MapSettings} settings
 */
export function axesProblem({ x, y }) {
  const [one, other] = [x, y].map(({ name }) => findVariable(name));
  const shared = one?.fields.find((field) => other?.fields.includes(field));
  if (shared === undefined) return "";
  return `Both axes set the ${shared.replaceAll("_", " ")}. Choose something else for one of them.`;
}
