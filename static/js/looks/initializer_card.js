/** The card of an initializer: what it is in words, its law beside a draw, its singular values. */

import { make, setText } from "../controls/dom.js";
import { explain } from "../controls/explain.js";
import { makeFormula } from "../controls/law.js";
import { formatNumber } from "../words/format.js";
import { createDensityView } from "./density_view.js";
import { createSpectrumView, describeSpectrum } from "./spectrum_view.js";

/** @typedef {import("./inspection.js").Inspection} Inspection */
/** @typedef {import("../types.js").Hover} Hover */

const SYMMETRY = Object.freeze({
  yes: "Breaks the symmetry: neurons start different, or the first update makes them so.",
  no: "Keeps the symmetry: if every layer starts like this, its neurons are clones.",
  depends: "Whether it breaks the symmetry depends on its parameters and on the layer's shape.",
});

/**
 * @param {HTMLElement} host
 * @param {{onHover: (hover: Hover) => void}} callbacks
 */
export function createInitializerCard(host, callbacks) {
  const trouble = make("p", { class: "card-trouble", role: "status" });
  const name = make("h3");
  const formula = make("p", { class: "card-formula" });
  const reason = make("p");
  const facts = make("dl", { class: "card-facts" });
  const density_host = make("div", { class: "density-host" });
  const density_caption = make("p", { class: "panel-caption" });
  const figures = make("table", { class: "card-figures" });
  const spectrum_host = make("div", { class: "spectrum-host" });
  const spectrum_name = make("h4", {}, ...explain("Singular values"));
  const spectrum_caption = make("p", { class: "panel-caption" });
  const spectrum_part = make("div", {}, spectrum_name, spectrum_host, spectrum_caption);
  const body = make(
    "div",
    { class: "card", hidden: true },
    make("div", { class: "card-words" }, name, formula, reason, facts),
    make("div", {}, make("h4", {}, "Law and draw"), density_host, density_caption, figures),
    spectrum_part,
  );
  host.append(trouble, body);
  const density = createDensityView(density_host, callbacks);
  const spectrum = createSpectrumView(spectrum_host, callbacks);

  return {
    /** @param {Inspection} inspection */
    show(inspection) {
      setText(trouble, "");
      body.hidden = false;
      body.classList.remove("is-stale");
      const { aliases, label } = inspection;
      setText(name, label);
      formula.replaceChildren(makeFormula(inspection.formula));
      setText(reason, inspection.reason);
      facts.replaceChildren(...factsOf(inspection, aliases));
      density.update({ inspection });
      setText(density_caption, captionOf(inspection));
      figures.replaceChildren(...figuresOf(inspection));
      const values = inspection.singular_values?.filter((value) => value !== null) ?? [];
      spectrum_part.hidden = values.length === 0;
      if (values.length === 0) return;
      const larger_side = Math.max(inspection.fan_in, inspection.fan_out);
      spectrum.update({ values, larger_side });
      const words = describeSpectrum({ values, larger_side });
      setText(spectrum_caption, words.charAt(0).toUpperCase() + words.slice(1));
    },
    /** @param {string} message what keeps the initializer from being looked at */
    complain(message) {
      setText(trouble, `This cannot be drawn: ${message}`);
      body.classList.add("is-stale");
    },
  };
}

/**
 * @param {Inspection} inspection
 * @param {readonly string[]} aliases
 * @returns {HTMLElement[]}
 */
function factsOf(inspection, aliases) {
  const { suits, activation, citation, bias } = inspection;
  const rows = [];
  if (aliases.length > 0) rows.push(...fact("Also called", aliases.join(", ")));
  if (!bias) {
    rows.push(...fact("Symmetry", describeSymmetry(inspection)));
  }
  if (suits.length > 0 && !bias) {
    const named = suits.map((each) => each.replaceAll("_", " "));
    const missing = suits.includes(activation)
      ? `, and this run uses ${activation.replaceAll("_", " ")}.`
      : `; this run uses ${activation.replaceAll("_", " ")}, which is not among them.`;
    rows.push(...fact("Made for", named.join(", ") + missing));
  }
  if (citation !== null) {
    const source =
      citation.url === null
        ? citation.text
        : make("a", { href: citation.url, rel: "noopener" }, citation.text);
    rows.push(...fact("Source", source));
  }
  return rows;
}

/**
 * What the weights do to the symmetry, and how many neurons differ by them in this draw.
 * @param {Pick<Inspection, "breaks_symmetry" | "sample" | "fan_out">} inspection
 */
export function describeSymmetry({ breaks_symmetry, sample, fan_out }) {
  if (fan_out === 1) return "A layer of one neuron has no symmetry to break.";
  // Any law can shrink to a single value, as a normal one does at std 0.
  const kind = sample.minimum === sample.maximum ? "no" : breaks_symmetry;
  const count = sample.distinct_neurons;
  const here =
    count === fan_out
      ? `Here all ${fan_out} neurons have weights of their own.`
      : `Here ${fan_out} neurons share ${count === 1 ? "one set" : `${count} sets`} of weights.`;
  return `${SYMMETRY[kind]} ${here}`;
}

/**
 * @param {string} term
 * @param {string | HTMLElement} description
 */
function fact(term, description) {
  return [make("dt", {}, ...explain(term)), make("dd", {}, description)];
}

/** @param {Inspection} inspection */
function captionOf({ theory, sample, bias }) {
  const count = sample.counts.reduce((sum, each) => sum + each, 0);
  const noun = bias ? "bias" : "weight";
  const many = `${count} ${noun}${count === 1 ? "" : bias ? "es" : "s"}`;
  if (theory === null)
    return `Bars: ${many} drawn. There is no law to compare with: the data, or your own numbers, decide.`;
  const parts = [sample.minimum === sample.maximum ? `${many} drawn.` : `Bars: ${many} drawn.`];
  if (theory.density !== null) parts.push("Line: the law's density.");
  if (theory.atoms.length > 0) {
    const is_all = theory.density === null && theory.atoms.length === 1;
    parts.push(
      is_all
        ? "Stem: the one value that all of them have."
        : "Stem: a value that has this probability; the bars are the rest.",
    );
  }
  if (theory.density !== null && theory.std > 0 && count > 1) {
    const off = formatNumber(theory.std / Math.sqrt(count), 2);
    parts.push(`The mean of so many independent draws would be off by about ${off}.`);
  }
  return parts.join(" ");
}

/**
 * @param {Inspection} inspection
 * @returns {HTMLElement[]}
 */
function figuresOf({ theory, sample }) {
  const none = theory === null ? "\u2013" : "none";
  const rows = [
    ["mean", theory?.mean, sample.mean],
    ["standard deviation", theory?.std, sample.std],
    ["least", theory?.minimum, sample.minimum],
    ["largest", theory?.maximum, sample.maximum],
  ];
  const head = make(
    "thead",
    {},
    make(
      "tr",
      {},
      make("td"),
      make("th", { scope: "col" }, "law"),
      make("th", { scope: "col" }, "drawn"),
    ),
  );
  const body = rows.map(([term, promised, drawn]) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, ...explain(String(term))),
      make("td", {}, typeof promised === "number" ? formatNumber(promised) : none),
      make("td", {}, formatNumber(/** @type {number | null} */ (drawn))),
    ),
  );
  return [head, make("tbody", {}, ...body)];
}
