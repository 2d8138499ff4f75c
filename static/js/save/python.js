/** JSON values as Python writes them. */

/** A list or dict that fits a line of this length stays on one, characters. */
const LINE = 88;

/**
 * @param {unknown} value as in JSON
 * @param {string} [indent] of the line that it begins on
 * @returns {string} a Python literal
 */
export function toPython(value, indent = "") {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  // A string of JSON means the same in Python.
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = `${indent}    `;
  const [open, close, parts] = Array.isArray(value)
    ? ["[", "]", value.map((one) => toPython(one, inner))]
    : ["{", "}", entries(value, inner)];
  const line = `${open}${parts.join(", ")}${close}`;
  const is_matrix = Array.isArray(value) && value.every((one) => typeof one === "number");
  if (is_matrix || (indent.length + line.length <= LINE && !line.includes("\n"))) return line;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close}`;
}

/**
 * @param {object} value
 * @param {string} indent
 */
function entries(value, indent) {
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => `${JSON.stringify(name)}: ${toPython(one, indent)}`);
}
