/**
 * The control of one property of the table, for the experiment or as an override of one run.
 * Whatever the kind, a control is: elements to place, `update(value)`, `complain(errors)`.
 */

import { entriesOf, limitOf } from "../state/catalog.js";
import { asParameter } from "../state/properties.js";
import { formatExact } from "../words/format.js";
import { growth } from "./blocks.js";
import { createField } from "./field.js";
import { createSpecControl } from "./spec.js";
import { createWidthsControl } from "./widths_field.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").FieldError} FieldError */
/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("../state/properties.js").Property} Property */
/** @typedef {import("../stream/runner.js").Pace} Pace */

/**
 * @typedef {object} Control
 * @property {HTMLElement[]} elements
 * @property {HTMLElement[]} more parameters that need not stand in the first row
 * @property {(value: unknown, base?: unknown) => void} update `base` is what an override replaces,
 *   and for hidden layers the architecture that is made of them
 * @property {(errors: FieldError[]) => void} complain
 */

/**
 * @typedef {object} ControlOptions
 * @property {Catalog} catalog
 * @property {Property} property
 * @property {(value: unknown, pace: Pace) => void} onChange
 * @property {(property: Property) => void} [onOwn] asks for numbers of one's own
 * @property {boolean} [is_override] whether leaving it to the experiment is one of the choices
 */

/**
 * @param {ControlOptions} options
 * @returns {Control}
 */
export function createControl(options) {
  switch (options.property.kind) {
    case "spec":
    case "choice":
      return createListControl(options);
    case "widths":
      return createLayersControl(options);
    case "layers":
      return createIndicesControl(options);
    default:
      return createValueControl(options);
  }
}

/**
 * A choice is a spec without parameters.
 * @param {ControlOptions} options
 * @returns {Control}
 */
function createListControl({ catalog, property, onChange, onOwn, is_override = false }) {
  const entries = entriesOf(catalog, property);
  const is_choice = property.kind === "choice";
  // The first row has room for what is chosen; a run's own controls wrap as they need to.
  const parts_apart = property.scope !== "run" && !is_override;
  /** @type {unknown} */
  let base;
  const control = createSpecControl({
    label: property.label,
    entries: is_choice ? entries.map((entry) => ({ ...entry, parameters: [] })) : entries,
    onChange: (spec, pace) => onChange(is_choice ? spec?.name : spec, pace),
    own: property.own && onOwn ? { label: property.own, open: () => onOwn(property) } : null,
    ...(is_override ? { inherited: () => `as all: ${nameOf(base, entries)}` } : {}),
  });
  return {
    elements: parts_apart ? [control.choice] : [control.choice, control.parameters],
    more: parts_apart ? [control.parameters] : [],
    update(value, inherited) {
      base = inherited;
      const spec = is_choice && value !== undefined ? { name: String(value) } : value;
      control.update(/** @type {Spec | Spec[] | undefined} */ (spec));
    },
    complain: control.complain,
  };
}

/**
 * @param {ControlOptions} options
 * @returns {Control}
 */
function createLayersControl({ catalog, property, onChange }) {
  const control = createWidthsControl({
    label: property.label,
    most_layers: limitOf(catalog, "hidden_layers"),
    most_neurons: limitOf(catalog, "width"),
    onChange,
  });
  return {
    elements: [control.element],
    more: [],
    update(value, architecture = "dense") {
      const grows = growth(/** @type {string | Spec} */ (architecture));
      control.update(/** @type {number[]} */ (value), grows);
    },
    complain: control.complain,
  };
}

/**
 * Layers are counted from one where people read them.
 * @param {ControlOptions} options
 * @returns {Control}
 */
function createIndicesControl(options) {
  const { property, onChange } = options;
  const shift = (/** @type {unknown} */ value, /** @type {number} */ by) =>
    /** @type {number[] | undefined} */ (value)?.map((index) => index + by);
  const control = createValueControl({
    ...options,
    property: { ...property, minimum: 1 },
    onChange: (value, pace) => onChange(shift(value, -1), pace),
  });
  return { ...control, update: (value) => control.update(shift(value, 1)) };
}

/**
 * @param {ControlOptions} options
 * @returns {Control}
 */
function createValueControl({ catalog, property, onChange, is_override = false }) {
  const parameter = asParameter(property, catalog);
  const { dial, log_dial = false } = property;
  const stretch = dial === undefined ? null : { low: dial[0], high: dial[1], log: log_dial };
  const field = createField({
    parameter: property.kind === "boolean" ? { ...parameter, kind: "boolean" } : parameter,
    label: property.label,
    onChange,
    stretch,
    ...(property.kind === "batch" ? { words: ["full"] } : {}),
    ...(is_override ? { inherited: "as all" } : {}),
  });
  const input = field.element.querySelector("input");
  return {
    elements: [field.element],
    more: [],
    update(value, base) {
      field.update(value);
      if (is_override && input !== null && typeof base === "number") {
        input.placeholder = `as all: ${formatExact(base)}`;
      }
    },
    complain: (errors) => field.complain(errors[0]?.message ?? ""),
  };
}

/**
 * @param {unknown} value
 * @param {{name: string, label: string}[]} entries
 */
function nameOf(value, entries) {
  const name =
    typeof value === "object" && value !== null ? /** @type {Spec} */ (value).name : value;
  return entries.find((entry) => entry.name === name)?.label ?? String(name);
}

/**
 * The errors of one property, with their place counted from it.
 * @param {FieldError[]} errors
 * @param {(string | number)[]} path of the property in the request
 * @returns {FieldError[]}
 */
export function errorsAt(errors, path) {
  return errors
    .filter(({ loc }) => path.every((part, i) => loc[i] === part))
    .map(({ loc, message }) => ({ loc: loc.slice(path.length), message }));
}
