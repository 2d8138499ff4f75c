/** A layer's weights and biases as text, and back. */

import { count, readNumber, readTable, TableError } from "./read_table.js";

/**
 * @typedef {object} Layer
 * @property {number[][]} weights a row for each neuron or input that they lead from
 * @property {number[]} bias
 */

/**
 * @param {Layer} layer
 * @returns {string} a line for each row, the biases last
 */
export function writeLayer({ weights, bias }) {
  return [...weights, bias].map((row) => row.join(", ")).join("\n");
}

/**
 * @param {string} text a line for each row; the biases may follow, or are 0
 * @param {{fan_in: number, fan_out: number}} shape
 * @returns {Layer}
 * @throws {TableError}
 */
export function readLayer(text, { fan_in, fan_out }) {
  const { rows, columns, separator } = readTable(text, { header: "no" });
  if (rows.length !== fan_in && rows.length !== fan_in + 1) {
    throw new TableError(
      `There ${rows.length === 1 ? "is" : "are"} ${count(rows.length, "line")}; ` +
        `this layer has ${fan_in}, or ${fan_in + 1} with the biases last.`,
    );
  }
  if (columns.length !== fan_out) {
    throw new TableError(
      `There ${columns.length === 1 ? "is" : "are"} ${count(columns.length, "column")}; ` +
        `this layer has ${count(fan_out, "neuron")}, a column each.`,
    );
  }
  const numbers = rows.map((row) =>
    row.map(({ text: written, line }, column) => {
      const value = readNumber(written, separator);
      if (Number.isFinite(value)) return value;
      throw new TableError(
        `Line ${line}, column ${column + 1}: \u201c${written.trim()}\u201d is no number.`,
      );
    }),
  );
  return {
    weights: numbers.slice(0, fan_in),
    bias: numbers[fan_in] ?? Array.from({ length: fan_out }, () => 0),
  };
}
