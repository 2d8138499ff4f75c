/** The settings of one run: its name, its initializer, and what it does differently from all. */

import { findEntry, limitOf } from "../state/catalog.js";
import { findProperty, runProperties } from "../state/properties.js";
import { statedFormula } from "../words/formula.js";
import { make, makeButton, setText, uniqueId } from "./dom.js";
import { makeFormula } from "./law.js";
import { createControl, errorsAt } from "./property.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").FieldError} FieldError */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../stream/runner.js").Pace} Pace */

/**
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {(patch: RunPatch, pace: Pace) => void} options.onChange
 * @param {() => void} options.onRemove
 * @param {() => void} options.onFork
 * @param {() => void} options.onOwn asks for weights of one's own
 */
export function createLaneForm({ catalog, onChange, onRemove, onFork, onOwn }) {
  const name = make("input", {
    type: "text",
    class: "lane-name",
    "aria-label": "Name of this run",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: limitOf(catalog, "label_length") ?? 80,
  });
  name.addEventListener("change", () => onChange({ label: name.value.trim() || undefined }, "now"));
  const id = uniqueId("lane-settings");
  const toggle = makeButton("Settings", () => open(settings.hidden), {
    class: "quiet lane-settings-toggle",
    "aria-expanded": "false",
    "aria-controls": id,
  });
  const fork = makeButton("Fork", onFork, {
    class: "quiet lane-fork",
    "aria-label": "Fork run",
    "data-hint": "A copy of this run beside it, with all that was changed by hand",
  });
  const most_runs = limitOf(catalog, "runs") ?? Infinity;
  const remove = makeButton("Remove", onRemove, { class: "quiet" });
  const controls = runProperties().map((property) => ({
    property,
    control: createControl({
      catalog,
      property,
      is_override: property.scope === "both",
      onOwn,
      onChange: (value, pace) => onChange({ [property.name]: value }, pace),
    }),
  }));
  const own = controls.filter(({ property }) => property.scope === "run");
  const overrides = controls.filter(({ property }) => property.scope === "both");
  const summary = make("summary", {}, "More");
  const details = make(
    "details",
    { class: "more" },
    summary,
    make(
      "p",
      { class: "caption" },
      "Settings of this run alone. An empty field takes what all runs share.",
    ),
    make("div", { class: "fields" }, ...overrides.flatMap(({ control }) => control.elements)),
  );
  const formula = make("p", { class: "lane-formula" });
  const head = make("div", { class: "lane-head" }, make("h2", {}, name), formula, fork, toggle);
  const settings = make(
    "div",
    { class: "lane-settings", id, hidden: true },
    make(
      "div",
      { class: "fields in-line" },
      ...own.flatMap(({ control }) => control.elements),
      details,
      remove,
    ),
  );
  /** @param {boolean} is_open */
  const open = (is_open) => {
    settings.hidden = !is_open;
    toggle.setAttribute("aria-expanded", String(is_open));
  };
  return {
    head,
    settings,
    /**
     * @param {RunPatch} run
     * @param {ExperimentState} experiment
     * @param {boolean} is_only whether there is no other run
     */
    update(run, experiment, is_only) {
      const values = /** @type {Record<string, unknown>} */ ({ ...run });
      const bases = /** @type {Record<string, unknown>} */ ({ ...experiment });
      for (const { property, control } of controls) {
        control.update(values[property.name], bases[property.name]);
      }
      if (document.activeElement !== name) name.value = run.label ?? "";
      remove.hidden = is_only;
      fork.disabled = experiment.runs.length >= most_runs;
      const spec = run.initializer;
      const law = typeof spec === "object" && !Array.isArray(spec) ? spec : { name: "" };
      const entry = findEntry(catalog.initializers, law.name) ?? {};
      formula.replaceChildren(makeFormula(statedFormula(entry, law)));
      const told = overrides.filter(({ property }) => values[property.name] !== undefined);
      const list = told.map(({ property }) => findProperty(property.name)?.label.toLowerCase());
      setText(summary, told.length === 0 ? "More" : `More: ${list.join(", ")}`);
    },
    /**
     * @param {FieldError[]} errors of the whole request
     * @param {number} run
     */
    complain(errors, run) {
      for (const { property, control } of controls) {
        control.complain(errorsAt(errors, ["runs", run, property.name]));
      }
      if (details.querySelector(".field.is-wrong") !== null) details.open = true;
      if (settings.querySelector(".field.is-wrong") !== null) open(true);
    },
  };
}
