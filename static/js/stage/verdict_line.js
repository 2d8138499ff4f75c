/** The verdict of a lane: what was found, in a sentence, and behind a disclosure what it rests on. */

import { make, makeButton, setText } from "../controls/dom.js";
import { explain, setExplained } from "../controls/explain.js";
import { describeFinding } from "../words/measures.js";
import { startLoss } from "./start_loss.js";
import { describeSweep, judge, startOf } from "./verdict.js";

/** @typedef {import("../wire_types.js").Finding} Finding */
/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").RunPatch} RunPatch */
/** @typedef {import("../types.js").Result["started"]} Started */

/** Findings that a single neuron's gradient explains. */
const EXPLAINED = new Set(["clones", "near_clones", "dead", "saturated", "vanishing"]);

/**
 * @param {(neuron: {layer_index: number, neuron: number}) => void} onExplain a neuron of a layer
 *   with a fault should have its gradient taken apart
 * @param {(patch: RunPatch) => void} onRepair the run should start otherwise
 * @returns {{element: HTMLElement, detail: HTMLElement,
 *   update: (lane: LaneResult | null, frame: number, started: Started | null, absent?: string)
 *     => void}} `detail` tells the loss and belongs to its curve; `absent` says why there is nothing
 *   to judge
 */
export function createVerdictLine(onExplain, onRepair) {
  const moment = make("span", { class: "verdict-moment" });
  const words = make("span");
  const headline = make("strong", {}, moment, words);
  const detail = make("span", { class: "verdict-detail" });
  const sentence = make("p", { class: "verdict-sentence" });
  const evidence = make("div", { class: "evidence" });
  const summary = make("summary", {}, "Why");
  const details = make("details", { class: "verdict-why" }, summary, sentence, evidence);
  const element = make("div", { class: "verdict" }, headline, details);
  /** @type {readonly unknown[]} */
  let shown = [];

  return {
    element,
    detail,
    update(lane, frame, started, absent = "") {
      const said = judge(lane, frame);
      if (element.dataset.kind !== said.kind) element.dataset.kind = said.kind;
      setText(moment, said.moment === "" ? "" : `${said.moment}: `);
      setExplained(words, lane === null && absent !== "" ? absent : said.headline);
      const failed = describeSweep(lane);
      setText(detail, [said.detail, failed].filter((part) => part !== "").join("; "));
      setExplained(sentence, said.sentence);
      const { start, end } = evidenceOf(lane);
      details.hidden = start.length + end.length === 0 && said.sentence === "";
      // Every frame comes by here; the evidence changes twice in a run.
      const parts = [start, end, lane?.result];
      if (lane === null || parts.every((part, i) => part === shown[i])) return;
      shown = parts;
      const groups = groupFindings(start, end);
      const layer_count = lane.frames[0]?.layers.length ?? 0;
      const criterion = lane.result?.sweep?.criterion.sentence;
      evidence.replaceChildren(
        ...groups.flatMap(({ title, findings }) => [
          make("h3", {}, title),
          ...findings.map((finding) => makeFinding(finding, layer_count)),
        ]),
        ...makeWay(lane, [...end, ...start], onExplain),
        ...makeStartLoss(started === null ? null : startLoss(started, lane), onRepair),
        ...(criterion === undefined ? [] : [make("h3", {}, "Seeds"), make("p", {}, criterion)]),
      );
    },
  };
}

/**
 * The way from a fault to the gradient of a neuron that has it.
 * @param {LaneResult} lane
 * @param {readonly Finding[]} findings
 * @param {(neuron: {layer_index: number, neuron: number}) => void} onExplain
 */
function makeWay(lane, findings, onExplain) {
  const found = findings.find(({ name }) => EXPLAINED.has(name));
  if (found === undefined) return [];
  const layer_index = found.layer_index ?? 0;
  const takeApart = () => {
    const frame = lane.frames.findLast((each) => each !== null);
    const dead = found.name === "dead" ? (frame?.layers[layer_index]?.signal?.dead ?? []) : [];
    onExplain({ layer_index, neuron: dead[0] ?? 0 });
  };
  return [makeButton("Take one gradient apart", takeApart)];
}

/**
 * The loss before the first update, with what would bring it down.
 * @param {import("./start_loss.js").StartLoss | null} found
 * @param {(patch: RunPatch) => void} onRepair
 */
function makeStartLoss(found, onRepair) {
  if (found === null) return [];
  return [
    make("h3", {}, "The first loss"),
    make("p", {}, ...explain(found.sentence)),
    ...found.repairs.map(({ label, patch }) => makeButton(label, () => onRepair(patch))),
  ];
}

/** @type {readonly Finding[]} */
const NOTHING = Object.freeze([]);

/**
 * @param {LaneResult | null} lane
 * @returns {{start: readonly Finding[], end: readonly Finding[]}}
 */
function evidenceOf(lane) {
  const verdicts = lane?.result?.verdicts;
  const start = lane === null ? NOTHING : startOf(lane);
  return { start, end: verdicts?.end ?? NOTHING };
}

/**
 * What was found at either time, what was found at both told once.
 * @param {readonly Finding[]} start
 * @param {readonly Finding[]} end
 * @returns {{title: string, findings: readonly Finding[]}[]}
 */
export function groupFindings(start, end) {
  const isIn = (/** @type {readonly Finding[]} */ others) => (/** @type {Finding} */ finding) =>
    others.some((other) => other.sentence === finding.sentence && other.value === finding.value);
  const isNotIn = (/** @type {readonly Finding[]} */ others) => (/** @type {Finding} */ finding) =>
    !isIn(others)(finding);
  return [
    { title: "At the start and at the end", findings: start.filter(isIn(end)) },
    { title: "At the start", findings: start.filter(isNotIn(end)) },
    { title: "At the end", findings: end.filter(isNotIn(start)) },
  ].filter(({ findings }) => findings.length > 0);
}

/**
 * @param {Finding} finding
 * @param {number} layer_count
 */
function makeFinding(finding, layer_count) {
  const { sentence, reason, source } = finding;
  const because = source === null ? reason : `${reason} ${source}.`;
  return make(
    "div",
    { class: "finding" },
    make("p", {}, ...explain(sentence)),
    make("p", { class: "finding-numbers" }, ...explain(describeFinding(finding, layer_count))),
    make("p", { class: "finding-reason" }, ...explain(because)),
  );
}
