/** Tables as people have them: pasted from a spreadsheet, a CSV of any locale, numbers in columns. */

/** What is wrong with a table, in words that name the place. */
export class TableError extends Error {}

/** @typedef {{text: string, line: number}} Cell */

/**
 * @typedef {object} Table
 * @property {string[]} columns their names
 * @property {Cell[][]} rows without the header, all of one length
 * @property {string} separator
 * @property {boolean} has_header
 */

/** What may stand between two columns, by the names of the choices. */
export const SEPARATORS = Object.freeze({
  comma: ",",
  semicolon: ";",
  tab: "\t",
  space: " ",
});

/**
 * @param {string} text
 * @param {object} [how]
 * @param {keyof typeof SEPARATORS | "auto"} [how.separator]
 * @param {"yes" | "no" | "auto"} [how.header]
 * @returns {Table}
 * @throws {TableError}
 */
export function readTable(text, { separator = "auto", header = "auto" } = {}) {
  const plain = text.replace(/^\ufeff/, "");
  const between = separator === "auto" ? guessSeparator(plain) : SEPARATORS[separator];
  const lines = cut(plain, between);
  if (lines.length === 0) throw new TableError("There are no numbers yet.");
  const width = lines[0].length;
  for (const cells of lines) {
    if (cells.length === width) continue;
    throw new TableError(
      `Line ${cells[0].line} has ${count(cells.length, "column")}; line ${lines[0][0].line} has ${width}.`,
    );
  }
  const has_header = header === "auto" ? guessHeader(lines, between) : header === "yes";
  const columns = lines[0].map(({ text: name }, i) =>
    has_header && name.trim() !== "" ? name.trim() : `column ${i + 1}`,
  );
  const rows = has_header ? lines.slice(1) : lines;
  if (rows.length === 0) throw new TableError("There is a line of names, and no numbers below it.");
  return { columns, rows, separator: between, has_header };
}

/**
 * A number as it is written where commas, or points, stand before the decimals.
 * @param {string} text
 * @param {string} separator between columns; where it is a comma, none stands in a number
 * @returns {number} NaN if it is none
 */
export function readNumber(text, separator) {
  let plain = text
    .trim()
    .replace("\u2212", "-")
    .replaceAll(/[\u00a0\u202f']/g, "");
  if (separator !== ",") {
    // 1.234,5: points between thousands, as in German or Italian.
    if (/^[-+]?\d{1,3}(\.\d{3})+,\d+$/.test(plain)) plain = plain.replaceAll(".", "");
    plain = plain.replace(",", ".");
  }
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
}

/** @param {number} number @param {string} noun */
export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Columns of numbers with decimal commas and spaces between them. */
const SPACED = /^\s*[-+\u2212]?\d+,\d+(\s+\S+)+\s*$/;

/** @param {string} text */
function guessSeparator(text) {
  // The last line is none of names, in which commas and spaces may stand for themselves.
  const line =
    text
      .trimEnd()
      .split(/\r\n|\r|\n/)
      .at(-1) ?? "";
  const bare = line.replaceAll(/"[^"]*"/g, "");
  if (bare.includes(";")) return ";";
  if (bare.includes("\t")) return "\t";
  if (bare.includes(",") && !SPACED.test(bare)) return ",";
  return /\S\s+\S/.test(bare) ? " " : ",";
}

/**
 * Whether the first line names the columns: where all below is a number, it has none.
 * @param {Cell[][]} lines
 * @param {string} separator
 */
function guessHeader([first, ...rest], separator) {
  const isNumber = (/** @type {Cell} */ { text }) => !Number.isNaN(readNumber(text, separator));
  return first.some((cell, i) => {
    const below = rest.map((row) => row[i]);
    return !isNumber(cell) && below.length > 0 && below.every(isNumber);
  });
}

/**
 * The cells of each line that is not empty. In quotes anything may stand, as CSV has it.
 * @param {string} text
 * @param {string} separator
 * @returns {Cell[][]}
 * @throws {TableError}
 */
function cut(text, separator) {
  const between = separator === " " ? "[ \\t]+" : separator === "\t" ? "\\t" : separator;
  const cell = new RegExp(
    `(?: *"((?:[^"]|"")*)" *|(?! *")([^\\r\\n${separator === " " ? " \\t" : between}]*))(${between}|\\r\\n|\\r|\\n|$)`,
    "y",
  );
  /** @type {Cell[][]} */
  const lines = [];
  /** @type {Cell[]} */
  let cells = [];
  let line = 1;
  let at = 0;
  const source = separator === " " ? text.replaceAll(/^[ \t]+|[ \t]+$/gm, "") : text;
  while (at < source.length) {
    cell.lastIndex = at;
    const found = cell.exec(source);
    if (found === null) throw new TableError(`Line ${line}: a quotation mark is not closed.`);
    const [whole, quoted, bare = "", end] = found;
    cells.push({ text: quoted === undefined ? bare : quoted.replaceAll('""', '"'), line });
    line += whole.split(/\r\n|\r|\n/).length - 1;
    at += whole.length;
    if (/[\r\n]|^$/.test(end)) {
      if (cells.some((one) => one.text.trim() !== "")) lines.push(cells);
      cells = [];
    }
  }
  if (cells.length > 0) lines.push([...cells, { text: "", line }]);
  return lines;
}
