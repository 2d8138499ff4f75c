/** What the page says about what it is doing, in one line, and to those who listen instead. */

import { formatNumber } from "../words/format.js";
import { sayMoment } from "./moment_marks.js";
import { momentsOf } from "./moments.js";
import { describeSweep, judge } from "./verdict.js";

/** @typedef {import("../types.js").State} State */

/**
 * @param {State} state
 * @returns {string}
 */
export function describeStatus({ status, message, errors, result, experiment, preset }) {
  const caption = preset?.look_for ?? "";
  switch (status) {
    case "idle":
      return message === "" ? "Loading" : message;
    case "connecting":
      return "Computing";
    case "computing": {
      const epoch = result?.epochs.at(-1) ?? 0;
      return `Computing: epoch ${epoch} of ${experiment?.epochs ?? 0}`;
    }
    case "complete":
      return caption === "" ? describeDone(result) : caption;
    case "invalid":
      return `${describeRefusal(message, errors)}${result === null ? "" : KEPT}`;
    default:
      return message;
  }
}

/** What is still on the stage while a change is refused. */
const KEPT = " The networks are those of the settings before.";

/**
 * @param {string} message
 * @param {State["errors"]} errors
 */
function describeRefusal(message, errors) {
  if (errors.some(({ loc }) => loc.length > 0)) {
    return "This cannot be computed: a setting is not allowed; it is marked.";
  }
  return `This cannot be computed: ${message.replace(/\.$/, "")}.`;
}

/** @param {State["result"]} result */
function describeDone(result) {
  if (result === null || result.done === null) return "";
  const { dataset, request } = result.started;
  const points = dataset.train_inputs.length;
  const held = dataset.test_inputs.length;
  const test = held > 0 ? `, ${held} held back for testing` : "";
  const time = formatNumber(result.done.elapsed_s, 2);
  const runs = `${result.lanes.length} run${result.lanes.length === 1 ? "" : "s"}`;
  return `${runs} of ${request.epochs} epochs on ${points} examples${test}; computed in ${time} s`;
}

/**
 * Says while a result plays when neurons part, which others see.
 * @param {import("../types.js").Catalog} catalog
 * @param {import("../state/store.js").Store<State>} store
 * @param {(text: string) => void} say
 */
export function announceMoments(catalog, store, say) {
  store.subscribe(({ result, frame, playing }, changed) => {
    if (result === null || !playing || !changed.has("frame")) return;
    const here = momentsOf(catalog, result).filter((moment) => moment.frame === frame);
    const parting = here.filter(({ kind }) => kind === "parting");
    if (parting.length > 0) say(parting.map(sayMoment).join(". "));
  });
}

/**
 * Says once for every result, when its last epoch is on the screen, how it ended. Of networks that
 * were not trained there is no end to tell.
 * @param {import("../state/store.js").Store<State>} store
 * @param {(text: string) => void} say
 */
export function announce(store, say) {
  /** @type {unknown} */
  let said = null;
  store.subscribe(({ result, status, frame, playing }) => {
    if (result === null || status !== "complete" || playing) return;
    const last = result.epochs.length - 1;
    if (said === result.started || frame < last || result.started.request.epochs === 0) return;
    said = result.started;
    const verdicts = result.lanes.map((lane) => {
      const { moment, headline, detail, findings } = judge(lane, frame);
      const when = moment === "" ? "" : `${moment.toLowerCase()}, `;
      const sentences = findings.map(({ sentence }) => sentence);
      const failed = describeSweep(lane);
      const told = [detail, failed].filter((part) => part !== "").join("; ");
      return [`${lane.label}: ${when}${headline}. ${told}.`, ...sentences].join(" ");
    });
    say(`Finished at epoch ${result.epochs[last]}. ${verdicts.join(" ")}`);
  });
}
