/** A law's formula, "w ~ N(0, 2 / fan_in)", taken apart for being set as mathematics. */

import { formatExact } from "./format.js";

const SIGNS = Object.freeze(
  /** @type {[RegExp, string][]} */ ([
    [/<=/g, "\u2264"],
    [/>=/g, "\u2265"],
    [/(^|[\s(,])-(?=[\w(])/g, "$1\u2212"],
    [/ - /g, " \u2212 "],
    [/\bsigma\b/g, "\u03c3"],
  ]),
);

/** What is set apart in a formula. */
const MARK = /sqrt(?:\(| (\w+))|\^(\w+)|\bfan_(\w+)/;

/**
 * @typedef {{kind: "text" | "raised" | "lowered", text: string} | {kind: "root", parts: Part[]}} Part
 */

/**
 * @param {string} formula as the catalog writes it
 * @returns {Part[]}
 */
export function formulaParts(formula) {
  const found = MARK.exec(formula);
  if (found === null) return formula === "" ? [] : [{ kind: "text", text: withSigns(formula) }];
  const [all, under, power, fan] = found;
  const before = formula.slice(0, found.index);
  let rest = formula.slice(found.index + all.length);
  /** @type {Part[]} */
  const parts = before === "" ? [] : [{ kind: "text", text: withSigns(before) }];
  if (power !== undefined) parts.push({ kind: "raised", text: power });
  else if (fan !== undefined) {
    parts.push({ kind: "text", text: "fan" }, { kind: "lowered", text: fan });
  } else if (under !== undefined) parts.push({ kind: "root", parts: formulaParts(under) });
  else {
    const end = closingBracket(rest);
    parts.push({ kind: "root", parts: formulaParts(rest.slice(0, end)) });
    rest = rest.slice(end + 1);
  }
  return [...parts, ...formulaParts(rest)];
}

/**
 * @param {string} text after an opening bracket
 * @returns {number} where that bracket closes; the text's end if it does not
 */
function closingBracket(text) {
  let open = 1;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") open += 1;
    if (text[at] === ")") open -= 1;
    if (open === 0) return at;
  }
  return text.length;
}

/** @param {string} text */
function withSigns(text) {
  return SIGNS.reduce((set, [written, sign]) => set.replace(written, sign), text);
}

/**
 * The formula of a law with the values that were chosen in place of its parameters' names, and what
 * they leave without effect left out: "w ~ N(0, 2 gain^2 / fan_in)" with a gain of 1 is
 * "w ~ N(0, 2 / fan_in)". A gain that is multiplied with an activation's stays a letter.
 * @param {{formula?: string, parameters?: import("../types.js").Parameter[]}} entry
 * @param {Readonly<Record<string, unknown>>} values by the names of parameters
 * @returns {string}
 */
export function statedFormula({ formula = "", parameters = [] }, values) {
  const is_multiplied = (values.activation_gain ?? "none") !== "none";
  let stated = formula;
  for (const { name, default: usual, choices, kind } of parameters) {
    const value = values[name];
    if (name === "gain" && is_multiplied) continue;
    if (typeof value === "number") stated = replaceWord(stated, name, writeFactor(value));
    // A formula that names one of several choices names the usual one.
    else if (
      kind === "choice" &&
      choices.every((one) => one === usual || !stated.includes(String(one)))
    ) {
      stated = replaceWord(stated, String(usual), String(value ?? usual));
    }
  }
  stated = REDUCTIONS.reduce((text, [long, short]) => text.replace(long, short), stated);
  // What somebody wrote stays as it was written.
  const written = parameters.find(({ kind }) => kind === "text")?.name ?? "";
  return written === "" ? stated : replaceWord(stated, written, String(values[written]));
}

/** What is the same in fewer signs, in this order. */
const REDUCTIONS = Object.freeze(
  /** @type {[RegExp, string][]} */ ([
    [/(?<![\w.])([01])\^2/g, "$1"],
    [/\(1 \+ 0\) /g, ""],
    [/(?<!sqrt)\((fan_\w+)\)/g, "$1"],
    [/(?<=\d )1 (?=\/)/g, ""],
    [/(?<=[=(,] )1 (?=[A-Za-z])/g, ""],
    [/ - 0(?![\w.])/g, ""],
    [/ - -/g, " + "],
    [/(?<=\d|\)) (?=[\d(])/g, " \u00b7 "],
  ]),
);

/**
 * @param {string} text
 * @param {string} word
 * @param {string} value
 */
function replaceWord(text, word, value) {
  return text.replace(new RegExp(`(?<!\\w)${word}(?!\\w)`, "g"), () => value);
}

/**
 * A number as it may stand before a power: 1e-6 has its brackets.
 * @param {number} value
 */
function writeFactor(value) {
  const written = formatExact(value).replace(/^\u2212/, "-");
  return /e/.test(written) ? `(${written})` : written;
}
