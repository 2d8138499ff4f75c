/** The controls of one side of a map: what changes, and from where to where. */

import { fillSelect, make } from "../../controls/dom.js";
import { wrapField } from "../../controls/field.js";
import { findVariable, VARIABLES } from "../../state/map_axes.js";
import { MOST_ENTRIES, rangeProblem } from "../../state/map_settings.js";

/** @typedef {import("../../types.js").MapAxisSettings} MapAxisSettings */

/** The range that a number has before anybody sets one. */
const USUAL = Object.freeze({ from: 0.1, to: 1, count: 10, log: false });

/**
 * @param {string} side "x" or "y" as people read it
 * @param {(axis: MapAxisSettings) => void} onChange
 */
export function createAxisControl(side, onChange) {
  const variable = make("select");
  fillSelect(
    variable,
    VARIABLES.map(({ name, label }) => ({ name, label })),
  );
  const chosen = wrapField(side, variable);
  const values = make("input", {
    type: "text",
    class: "text map-values",
    autocomplete: "off",
    spellcheck: "false",
  });
  const listed = wrapField(
    `${side}: values`,
    values,
    "A list such as 0.1, 0.3, 1; or from, to and how many: 0.01 to 10, 16 values, in equal ratios",
  );
  const scale = make("select");
  fillSelect(scale, [
    { name: "list", label: "as a list" },
    { name: "linear", label: "in equal steps" },
    { name: "log", label: "in equal ratios" },
  ]);
  const spaced = wrapField(`${side}: spacing`, scale);

  /** @type {MapAxisSettings} */
  let current = { name: "" };
  /** @param {MapAxisSettings} axis */
  const set = (axis) => {
    listed.complain("");
    onChange(axis);
  };
  variable.addEventListener("change", () => {
    const { name, range } = /** @type {import("../../state/map_axes.js").Variable} */ (
      findVariable(variable.value)
    );
    set(range === undefined ? { name } : { name, range });
  });
  scale.addEventListener("change", () => {
    const { name, range } = current;
    if (scale.value === "list")
      set({ name, values: valuesIn(values.value).slice(0, MOST_ENTRIES) });
    else take({ ...(range ?? USUAL), log: scale.value === "log" });
  });
  /** @param {import("../../types.js").MapRange} range */
  const take = (range) => {
    const problem = rangeProblem(range);
    if (problem === "") set({ name: current.name, range });
    else listed.complain(`The range ${problem}`);
  };
  values.addEventListener("change", () => {
    const numbers = valuesIn(values.value);
    const { is_number = true } = findVariable(current.name) ?? {};
    if (!is_number) {
      const words = values.value.split(",").map((word) => word.trim());
      const told = words.filter((word) => word !== "").slice(0, MOST_ENTRIES);
      set({ name: current.name, ...(told.length === 0 ? {} : { values: told }) });
      return;
    }
    if (scale.value !== "list") {
      const [from = NaN, to = NaN, count = USUAL.count] = numbers;
      take({ from, to, count, log: scale.value === "log" });
    } else if (numbers.length > 0 && numbers.length <= MOST_ENTRIES) {
      set({ name: current.name, values: numbers });
    } else {
      listed.complain(`Give 1 to ${MOST_ENTRIES} numbers, with commas between them`);
    }
  });

  return {
    element: make(
      "div",
      { class: "fields in-line map-axis" },
      chosen.element,
      listed.element,
      spaced.element,
    ),
    /** @param {MapAxisSettings} axis */
    update(axis) {
      current = axis;
      variable.value = axis.name;
      const { is_number = true } = findVariable(axis.name) ?? {};
      spaced.element.hidden = !is_number;
      scale.value = axis.range === undefined ? "list" : axis.range.log ? "log" : "linear";
      if (document.activeElement !== values) values.value = write(axis);
      values.placeholder = is_number ? "" : "all";
    },
  };
}

/** @param {MapAxisSettings} axis */
function write({ range, values }) {
  if (range !== undefined) return `${range.from} to ${range.to}, ${range.count} values`;
  return (values ?? []).join(", ");
}

/** @param {string} text */
function valuesIn(text) {
  return [...text.matchAll(/[-+]?\d*\.?\d+(?:e[-+]?\d+)?/gi)].map(([number]) => Number(number));
}
