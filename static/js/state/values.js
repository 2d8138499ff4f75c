/** Typed text to values and back, for one parameter; shared by the controls and the address. */

import { findAside, KEPT, keepAside } from "./kept_lists.js";

/** @typedef {import("../types.js").Parameter} Parameter */

/**
 * Characters of a list that an address still holds: mail and chat cut addresses that are longer
 * than some thousands.
 */
export const LONGEST_WRITTEN = 2500;

/** A text that is no value of its parameter; the message says what is allowed. */
export class NotAllowed extends Error {}

/**
 * @param {string} text as typed; a Unicode minus and a decimal comma are understood
 * @param {Parameter} parameter
 * @returns {unknown} a value of the parameter's kind, within its bounds
 * @throws {NotAllowed}
 */
export function parseValue(text, parameter) {
  switch (parameter.kind) {
    case "number":
    case "integer":
      return parseNumber(text, parameter);
    case "numbers":
    case "integers":
      return parseList(text, parameter);
    case "boolean":
      if (text === "true" || text === "false") return text === "true";
      throw new NotAllowed("must be true or false");
    case "choice":
      if (parameter.choices.includes(text)) return text;
      throw new NotAllowed(`must be one of ${parameter.choices.join(", ")}`);
    case "array":
      return text.startsWith(KEPT) ? findKept(text) : parseArray(text);
    default:
      return text;
  }
}

/**
 * @param {unknown} value
 * @returns {string} text that `parseValue` turns back into the same value
 */
export function writeValue(value) {
  if (typeof value !== "object") return String(value);
  const text = JSON.stringify(value);
  return text.length > LONGEST_WRITTEN ? keepAside(text) : text;
}

/**
 * What a number parameter allows, in words: "at least 0", "above 0 and at most 10".
 * @param {Parameter} parameter
 * @returns {string}
 */
export function describeBounds({ kind, minimum, maximum, exclusive_minimum }) {
  const noun = kind === "integer" ? "a whole number" : "a number";
  const bounds = [];
  if (minimum !== null) bounds.push(`${exclusive_minimum ? "above" : "at least"} ${minimum}`);
  if (maximum !== null) bounds.push(`at most ${maximum}`);
  return bounds.length === 0 ? noun : `${noun}, ${bounds.join(" and ")}`;
}

/**
 * @param {number} value
 * @param {Parameter} parameter
 * @returns {boolean} whether the value is within the parameter's bounds
 */
export function isWithin(value, { minimum, maximum, exclusive_minimum }) {
  if (maximum !== null && value > maximum) return false;
  if (minimum === null) return true;
  return exclusive_minimum ? value > minimum : value >= minimum;
}

/**
 * @param {string} text
 * @param {Parameter} parameter
 */
function parseNumber(text, parameter) {
  const plain = text.trim().replace("\u2212", "-").replace(",", ".");
  const value = plain === "" ? NaN : Number(plain);
  const is_kind = parameter.kind === "integer" ? Number.isInteger(value) : Number.isFinite(value);
  if (!is_kind || !isWithin(value, parameter))
    throw new NotAllowed(`must be ${describeBounds(parameter)}`);
  return value;
}

/**
 * @param {string} text numbers with commas, semicolons or spaces between, or "none"
 * @param {Parameter} parameter
 * @returns {number | number[]} a number alone, where numbers are wanted, stands for itself
 */
function parseList(text, parameter) {
  /** @type {Parameter} */
  const each = { ...parameter, kind: parameter.kind === "integers" ? "integer" : "number" };
  const parts = text === "none" ? [] : text.split(/[\s,;]+/).filter(Boolean);
  try {
    const values = parts.map((part) => parseNumber(part, each));
    if (each.kind === "integer") return values;
    if (values.length > 0) return values.length === 1 ? values[0] : values;
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
  }
  throw new NotAllowed(`must be ${describeBounds(each)}, or several with commas between`);
}

/**
 * @param {unknown} value
 * @returns {string} a list as people write it
 */
export function writeList(value) {
  const values = [value].flat();
  return values.length === 0 ? "none" : values.join(", ");
}

/** @param {string} text */
function findKept(text) {
  const kept = findAside(text);
  if (kept !== null) return parseArray(kept);
  throw new NotAllowed("was too long for a link; it is on the page that made the link alone");
}

/** @param {string} text */
function parseArray(text) {
  try {
    const value = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // Falls through to the one message: what went wrong inside JSON helps nobody here.
  }
  throw new NotAllowed("must be a list of numbers in brackets");
}
