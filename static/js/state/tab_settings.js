/**
 * What a tab of the closer looks lets one choose, and the address holds: each tab declares its
 * settings as parameters, and the store keeps those that are not as at first.
 */

import { attempt } from "./address_text.js";
import { NotAllowed, parseValue } from "./values.js";

/** @typedef {import("../types.js").Parameter} Parameter */

/** @typedef {Readonly<Record<string, unknown>>} Settings */

/** @type {Settings} */
export const AS_AT_FIRST = Object.freeze({});

/**
 * @param {readonly Parameter[]} declared
 * @param {Settings} kept
 * @returns {Settings} a value for each
 */
export function completeSettings(declared, kept) {
  return Object.freeze({
    ...Object.fromEntries(declared.map((each) => [each.name, each.default])),
    ...kept,
  });
}

/**
 * @param {readonly Parameter[]} declared
 * @param {Settings} kept
 * @param {Settings} patch
 * @returns {Settings} what is not as at first, in the order in which it was declared
 */
export function keepSettings(declared, kept, patch) {
  const next = completeSettings(declared, { ...kept, ...patch });
  const told = declared.filter((each) => next[each.name] !== each.default);
  return Object.freeze(Object.fromEntries(told.map(({ name }) => [name, next[name]])));
}

/**
 * @param {readonly Parameter[]} declared
 * @param {Readonly<Record<string, string>>} told as text of an address
 * @param {string[]} ignored takes what is not understood
 * @returns {Settings} what is not as at first
 */
export function readSettings(declared, told, ignored) {
  /** @type {Record<string, unknown>} */
  const given = {};
  for (const [name, text] of Object.entries(told)) {
    attempt(`${name}:${text}`, ignored, () => {
      const parameter = declared.find((each) => each.name === name);
      if (parameter === undefined) throw new NotAllowed("this tab has no such setting");
      given[name] = parseValue(text, parameter);
    });
  }
  return keepSettings(declared, AS_AT_FIRST, given);
}

/**
 * @param {Pick<Parameter, "name" | "kind" | "default"> & Partial<Parameter>} told
 * @returns {Parameter}
 */
export function declare(told) {
  return {
    minimum: null,
    maximum: null,
    exclusive_minimum: false,
    choices: [],
    step: null,
    description: "",
    ...told,
  };
}
