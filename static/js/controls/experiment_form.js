/** The controls of what all runs share: one row at hand, the rest behind a disclosure. */

import { PROPERTIES } from "../state/properties.js";
import { make } from "./dom.js";
import { createControl, errorsAt } from "./property.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").FieldError} FieldError */
/** @typedef {import("../stream/runner.js").Pace} Pace */

/**
 * @param {HTMLElement} host
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {(patch: Partial<ExperimentState>, pace: Pace) => void} options.onChange
 */
export function createExperimentForm(host, { catalog, onChange }) {
  const shared = PROPERTIES.filter(({ scope }) => scope !== "run");
  const controls = shared.map((property) => ({
    property,
    control: createControl({
      catalog,
      property,
      onChange: (value, pace) => onChange({ [property.name]: value }, pace),
    }),
  }));
  const front = controls
    .filter(({ property }) => property.place === "front")
    .flatMap(({ control }) => control.elements);
  const more = controls.flatMap(({ property, control }) =>
    property.place === "front" ? control.more : [...control.elements, ...control.more],
  );
  const details = make(
    "details",
    { class: "more" },
    make("summary", {}, "More settings"),
    make("div", { class: "fields" }, ...more),
  );
  host.append(make("div", { class: "fields in-line" }, ...front, details));
  return {
    /** @param {ExperimentState} experiment */
    update(experiment) {
      const values = /** @type {Record<string, unknown>} */ ({ ...experiment });
      for (const { property, control } of controls) control.update(values[property.name]);
    },
    /** @param {FieldError[]} errors */
    complain(errors) {
      for (const { property, control } of controls) {
        control.complain(errorsAt(errors, [property.name]));
      }
      if (details.querySelector(".field.is-wrong") !== null) details.open = true;
    },
  };
}
