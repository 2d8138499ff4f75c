/** The controls of what all runs share: one row at hand, the rest behind a disclosure. */

import { PROPERTIES } from "../state/properties.js";
import { fitWidths } from "./blocks.js";
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
 * @param {() => void} options.onOwn asks for data of one's own
 */
export function createExperimentForm(host, { catalog, onChange, onOwn }) {
  /** @type {ExperimentState | null} */
  let shown = null;
  const most_layers =
    catalog.limits.find(({ name }) => name === "hidden_layers")?.value ?? Infinity;
  /**
   * Another architecture is chosen with layers that it can be made of.
   * @param {unknown} architecture
   */
  const layersFor = (architecture) => ({
    hidden_layers: fitWidths(
      /** @type {string | import("../types.js").Spec} */ (architecture),
      shown?.hidden_layers ?? [],
      most_layers,
    ),
  });
  const shared = PROPERTIES.filter(({ scope }) => scope !== "run");
  const controls = shared.map((property) => ({
    property,
    control: createControl({
      catalog,
      property,
      onOwn,
      onChange(value, pace) {
        const layers = property.name === "architecture" ? layersFor(value) : {};
        onChange({ [property.name]: value, ...layers }, pace);
      },
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
      shown = experiment;
      const values = /** @type {Record<string, unknown>} */ ({ ...experiment });
      for (const { property, control } of controls) {
        control.update(values[property.name], experiment.architecture);
      }
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
