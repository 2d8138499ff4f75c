/** From a table to a dataset: what is learned, what is kept for the test, and on which scale. */

import { count, readNumber, TableError } from "./read_table.js";

/** @typedef {import("./read_table.js").Table} Table */
/** @typedef {import("./read_table.js").Cell} Cell */

/** Whole numbers with at most so many values, each twice or more, are classes if nobody says otherwise. */
const MOST_GUESSED_CLASSES = 10;
/** Significant digits of scaled inputs: more would make a link long, and no picture different. */
const DIGITS = 5;

/**
 * @typedef {object} Choices
 * @property {number} target the column that is to be learned
 * @property {"auto" | "classification" | "regression"} task
 * @property {number} test_fraction 0 to 0.9
 * @property {boolean} standardize inputs have mean 0 and standard deviation 1 on the training part
 */

/** @typedef {{samples: number, inputs: number, classes: number}} Most */

/**
 * @typedef {object} Prepared
 * @property {"classification" | "regression"} task
 * @property {number[][]} inputs
 * @property {number[]} targets
 * @property {number[][]} test_inputs
 * @property {number[]} test_targets
 * @property {string[]} classes labels by their index; empty for regression
 * @property {string[]} names of the inputs
 */

/**
 * @param {Table} table
 * @param {Choices} choices
 * @param {Most} most
 * @returns {Prepared}
 * @throws {TableError}
 */
export function prepare(table, { target, task, test_fraction, standardize }, most) {
  const { columns, rows, separator } = table;
  if (columns.length < 2) {
    throw new TableError("There is one column; there must be an input and what is to be learned.");
  }
  if (rows.length > most.samples) {
    throw new TableError(`There are ${rows.length} lines; at most ${most.samples} are allowed.`);
  }
  if (columns.length - 1 > most.inputs) {
    throw new TableError(
      `There are ${columns.length - 1} inputs; at most ${most.inputs} are allowed.`,
    );
  }
  const chosen = columns.map((_, i) => i).filter((i) => i !== target);
  const read = (/** @type {Cell[]} */ row, /** @type {number} */ i) =>
    numberIn(row[i], i, columns[i], separator);
  const inputs = rows.map((row) => chosen.map((i) => read(row, i)));
  const kind = task === "auto" ? guessTask(rows, target, separator) : task;
  const classes = kind === "classification" ? classesOf(rows, target, separator, most) : [];
  const targets = rows.map((row) =>
    kind === "classification" ? classes.indexOf(row[target].text.trim()) : read(row, target),
  );
  const strata = kind === "classification" ? targets : targets.map(() => 0);
  const is_test = split(strata, test_fraction);
  const part = (/** @type {boolean} */ of_test) => ({
    inputs: inputs.filter((_, i) => is_test[i] === of_test),
    targets: targets.filter((_, i) => is_test[i] === of_test),
  });
  const [train, test] = [part(false), part(true)];
  const scale = standardize ? scaler(train.inputs) : (/** @type {number[]} */ input) => input;
  return {
    task: kind,
    inputs: train.inputs.map(scale),
    targets: train.targets,
    test_inputs: test.inputs.map(scale),
    test_targets: test.targets,
    classes,
    names: chosen.map((i) => columns[i]),
  };
}

/**
 * @param {Cell} cell
 * @param {number} column its index
 * @param {string} name of the column
 * @param {string} separator
 */
function numberIn({ text, line }, column, name, separator) {
  const value = readNumber(text, separator);
  if (Number.isFinite(value)) return value;
  const called = name === `column ${column + 1}` ? "" : ` (\u201c${name}\u201d)`;
  const place = `Line ${line}, column ${column + 1}${called}`;
  const trouble = text.trim() === "" ? "is empty" : `\u201c${text.trim()}\u201d is no number`;
  throw new TableError(text.trim() === "" ? `${place} ${trouble}.` : `${place}: ${trouble}.`);
}

/**
 * @param {Cell[][]} rows
 * @param {number} target
 * @param {string} separator
 */
function guessTask(rows, target, separator) {
  const values = rows.map((row) => readNumber(row[target].text, separator));
  if (values.some((value) => Number.isNaN(value))) return "classification";
  const distinct = new Set(values);
  const counted = [...distinct].sort((a, b) => a - b).every((value, i) => value === i);
  const is_few = distinct.size <= MOST_GUESSED_CLASSES && 2 * distinct.size <= rows.length;
  const is_classes = values.every(Number.isInteger) && (counted || is_few);
  return is_classes ? "classification" : "regression";
}

/**
 * @param {Cell[][]} rows
 * @param {number} target
 * @param {string} separator
 * @param {Most} most
 * @returns {string[]} the labels, numbers by size and words by the alphabet
 */
function classesOf(rows, target, separator, most) {
  const empty = rows.find((row) => row[target].text.trim() === "");
  if (empty !== undefined) {
    throw new TableError(`Line ${empty[target].line}, column ${target + 1}: the label is empty.`);
  }
  const labels = [...new Set(rows.map((row) => row[target].text.trim()))];
  if (labels.length === 1) {
    throw new TableError(`All labels are \u201c${labels[0]}\u201d; there must be two classes.`);
  }
  if (labels.length > most.classes) {
    const found = count(labels.length, "different label");
    throw new TableError(
      `There are ${found}; at most ${most.classes} are allowed. Are these numbers to come near to?`,
    );
  }
  const size = (/** @type {string} */ label) => readNumber(label, separator);
  const numeric = labels.every((label) => !Number.isNaN(size(label)));
  return labels.sort((a, b) => (numeric ? size(a) - size(b) : a < b ? -1 : 1));
}

/**
 * Which samples are kept for the test: the same share of each stratum, and always the same ones.
 * @param {number[]} strata
 * @param {number} fraction
 * @returns {boolean[]}
 */
function split(strata, fraction) {
  const is_test = strata.map(() => false);
  const random = generator(strata.length);
  for (const stratum of new Set(strata)) {
    const own = strata.flatMap((one, i) => (one === stratum ? [i] : []));
    for (let i = own.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [own[i], own[j]] = [own[j], own[i]];
    }
    // One at least stays to learn from.
    const kept = Math.min(own.length - 1, Math.round(fraction * own.length));
    for (const i of own.slice(0, kept)) is_test[i] = true;
  }
  return is_test;
}

/**
 * Numbers from 0 to 1 (mulberry32).
 * @param {number} seed
 */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {number[][]} inputs
 * @returns {(input: number[]) => number[]} to mean 0 and standard deviation 1 of these
 */
function scaler(inputs) {
  const scales = inputs[0].map((_, column) => {
    const values = inputs.map((input) => input[column]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, std: Math.sqrt(squares / values.length) || 1 };
  });
  return (input) =>
    input.map((value, i) => {
      const { mean, std } = scales[i];
      return Number(((value - mean) / std).toPrecision(DIGITS));
    });
}
