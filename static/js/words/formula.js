/** A law's formula, "w ~ N(0, 2 / fan_in)", taken apart for being set as mathematics. */

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
