/** Text of an address: cutting, decoding, and noting what could not be understood. */

import { NotAllowed } from "./values.js";

/** Characters of what was not understood that are told; an address may be very long. */
const LONGEST_TOLD = 48;

/**
 * @param {string} text
 * @throws {NotAllowed} on broken percent-encoding
 */
export function decode(text) {
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
export function attempt(part, ignored, act) {
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
export function cut(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
