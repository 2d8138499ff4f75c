/** What was found of a model, as a list of findings and a table that can be filtered. */

import { make } from "../controls/dom.js";
import { formatNumber, formatPercent } from "../words/format.js";
import { histogram } from "./tensor_histogram.js";

/** @typedef {import("../wire_types.js").Identified} Identified */
/** @typedef {import("../wire_types.js").TensorAnswer} TensorAnswer */
/** @typedef {import("../wire_types.js").Remark} Remark */
/** @typedef {Awaited<ReturnType<typeof import("./model.js").questionOf>>} Question */

const CONFIDENT = 0.9;
const WORDS = { fault: "Fault", warning: "Warning", note: "Note" };
const HEADS = ["Tensor", "Shape", "Kind", "Values", "Law", "Std", "What was found"];

/**
 * @param {Identified} answer
 * @param {Question} question
 * @param {object} [besides]
 * @param {HTMLElement[]} [besides.parts] of the model as a whole, above the table
 * @param {(tensor: TensorAnswer) => string | null} [besides.lawAddress] of a tensor's law on the
 *   page; null where it has none
 * @returns {HTMLElement}
 */
export function report(answer, question, { parts = [], lawAddress = () => null } = {}) {
  const counts = new Map(question.tensors.map(({ name, summary }) => [name, summary.counts]));
  const rows = answer.tensors.map((tensor) => ({
    tensor,
    row: tableRow(tensor, counts.get(tensor.name) ?? [], lawAddress(tensor)),
  }));
  const status = make("p", { role: "status" });
  const filter = make(
    "select",
    { id: "check-filter" },
    make("option", { value: "all" }, "all tensors"),
    make("option", { value: "wrong" }, "faults and warnings"),
    make("option", { value: "fault" }, "faults alone"),
    make("option", { value: "clones" }, "clones and copies"),
    make("option", { value: "unsure" }, "no law, or none for sure"),
  );
  const show = () => {
    let shown = 0;
    for (const { tensor, row } of rows) {
      row.hidden = !matches(tensor, filter.value);
      if (!row.hidden) shown += 1;
    }
    status.textContent = `${shown} of ${rows.length} tensors shown.`;
  };
  filter.addEventListener("change", show);
  show();
  const verdict =
    answer.faults === 0
      ? `${rows.length} tensors, no fault.`
      : `${rows.length} tensors, ${answer.faults} ${answer.faults === 1 ? "fault" : "faults"}.`;
  const whole = make("ul", { class: "check-findings" }, ...answer.findings.map(finding));
  const head = make("tr", {}, ...HEADS.map((text) => make("th", { scope: "col" }, text)));
  const table = make(
    "table",
    { class: "check-table" },
    make("caption", { class: "visually-hidden" }, "The model's tensors and their laws"),
    make("thead", {}, head),
    make("tbody", {}, ...rows.map(({ row }) => row)),
  );
  return make(
    "section",
    { "aria-label": "Result" },
    make("h2", {}, verdict),
    whole,
    ...parts,
    make("h3", {}, "Tensor by tensor"),
    make("p", {}, make("label", { for: "check-filter" }, "Show "), filter),
    status,
    make(
      "div",
      { class: "check-scroll", role: "region", "aria-label": "Tensors", tabindex: "0" },
      table,
    ),
  );
}

/** @param {TensorAnswer} tensor @param {string} choice */
function matches(tensor, choice) {
  const severities = tensor.findings.map(({ severity }) => severity);
  if (choice === "fault") return severities.includes("fault");
  if (choice === "wrong") return severities.includes("fault") || severities.includes("warning");
  if (choice === "clones") return tensor.findings.some(({ kind }) => kind === "clones");
  if (choice === "unsure") {
    return tensor.laws.length === 0 || tensor.laws[0].confidence < CONFIDENT;
  }
  return true;
}

/** @param {TensorAnswer} tensor @param {number[]} counts @param {string | null} address */
function tableRow(tensor, counts, address) {
  const { name, shape, kind, laws, findings } = tensor;
  const [first] = laws;
  const label =
    first === undefined
      ? `Histogram of ${name}; no law has made it`
      : `Histogram of ${name}, under the curve of ${first.label}`;
  return make(
    "tr",
    { class: findings.some(({ severity }) => severity === "fault") ? "is-faulty" : "" },
    make("th", { scope: "row" }, name),
    make("td", {}, shape.join(" \u00d7 ") || "one number"),
    make("td", {}, kind.replaceAll("_", " ")),
    make(
      "td",
      {},
      histogram(
        counts,
        (first?.expected_counts ?? []).map((value) => value ?? 0),
        label,
      ),
    ),
    make("td", {}, ...law(tensor, address)),
    make("td", { class: "is-number" }, first === undefined ? "" : formatNumber(first.std)),
    make("td", {}, make("ul", { class: "check-findings" }, ...findings.map(finding))),
  );
}

/** @param {TensorAnswer} tensor @param {string | null} address */
function law({ name, laws }, address) {
  const [first] = laws;
  if (first === undefined) return ["none of the catalogue"];
  const sure = formatPercent(first.confidence);
  const parts = [make("div", {}, `${first.label}, ${sure} sure`)];
  const others = first.indistinguishable_from;
  if (others.length > 0) {
    const more = others.length > 3 ? ` and ${others.length - 3} more` : "";
    const text = `not told from ${others.slice(0, 3).join(", ")}${more}`;
    parts.push(make("div", { class: "check-aside", title: others.join(", ") }, text));
  }
  if (address !== null) {
    const label = `${first.label} at the size of ${name}`;
    const link = make(
      "a",
      { href: address, target: "_blank", "aria-label": label },
      "See the law, below the stage",
    );
    parts.push(make("div", {}, link));
  }
  return parts;
}

/** @param {Remark} remark */
function finding({ severity, text, code }) {
  const item = make(
    "li",
    { class: `is-${severity}` },
    make("strong", {}, `${WORDS[severity]}: `),
    text,
  );
  if (code !== null) item.append(make("pre", {}, make("code", {}, code)));
  return item;
}
