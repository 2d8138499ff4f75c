/**
 * How the deltas of one neuron are spread over the training samples at the shown epoch. Nothing
 * records them: the server trains the run as far as that epoch once more, for whoever wants to see.
 */

import { make, makeButton, setText } from "../../controls/dom.js";
import { explain } from "../../controls/explain.js";
import { neuronName } from "../../drawing/network/words.js";
import { roundUp } from "../../drawing/scale.js";
import { createLatest, describeTrouble } from "../../stream/question.js";
import { formatNumber } from "../../words/format.js";
import { explanationQuestion, loadExplanation } from "../gradient.js";
import { createSpreadView } from "../spread_view.js";
import { spreadValues } from "./outputs.js";

/** @typedef {import("../gradient.js").Explanation} Explanation */
/** @typedef {import("../gradient.js").Place} Place */
/** @typedef {import("./chosen.js").Chosen} Chosen */

/** @param {(hover: import("../../types.js").Hover) => void} onHover */
export function createDeltas(onHover) {
  /** @type {Chosen | null} */
  let chosen = null;
  let is_wanted = false;
  let is_still = true;
  const host = make("div", { class: "spread-canvas", hidden: true });
  const note = make("span", { class: "closer-note" });
  const status = make("p", { class: "panel-status", role: "status" });
  const measure = makeButton("Measure deltas", start, { class: "closer-measure" });
  const view = createSpreadView(host, { onHover });

  const latest = createLatest({
    ask: loadExplanation,
    onAnswer(/** @type {Explanation} */ { delta }, question) {
      host.removeAttribute("aria-busy");
      setText(status, "");
      if (chosen === null) return;
      const place = /** @type {Place} */ (/** @type {unknown} */ (question));
      const { layer_index, to_neuron } = place;
      const spread = spreadDeltas(delta.values);
      host.hidden = false;
      setText(note, `std ${formatNumber(spread.std)}`);
      const name = neuronName(chosen.result.started, layer_index, to_neuron).toLowerCase();
      view.update({ name: `Deltas of ${name}`, spread });
    },
    onError(error) {
      host.removeAttribute("aria-busy");
      setText(status, describeTrouble(error));
    },
  });

  /** Begin to measure; from here on another neuron or epoch is measured by itself. */
  function start() {
    is_wanted = true;
    measure.hidden = true;
    ask();
  }

  function ask() {
    if (!is_wanted || chosen === null) return;
    // Each question trains as far as the epoch; while epochs fly past nobody could read answers.
    if (!is_still) {
      setText(status, host.hidden ? "Pause the training to see them." : "");
      host.setAttribute("aria-busy", "true");
      return;
    }
    const { result, run, layer_index, neuron, epoch } = chosen;
    const place = { run, layer_index, from_neuron: 0, to_neuron: neuron, epoch };
    const asks = latest.want(
      explanationQuestion(result, { ...place, minibatch: /** @type {const} */ ("all") }),
    );
    if (asks) {
      setText(status, host.hidden ? "Computing" : "");
      host.setAttribute("aria-busy", "true");
    } else if (status.textContent === "") host.removeAttribute("aria-busy");
  }

  return {
    element: make(
      "section",
      {},
      make("h3", {}, ...explain("Deltas of this neuron"), " ", note),
      make("div", { class: "closer-deltas" }, host, status, measure),
    ),
    /**
     * @param {Chosen} now
     * @param {boolean} still whether the time stands and all of the result is there
     */
    update(now, still) {
      chosen = now;
      is_still = still;
      ask();
    },
  };
}

/**
 * @param {readonly (number | null)[]} deltas one for each sample
 * @returns {import("../../types.js").Spread} as far to the left of 0 as to the right
 */
export function spreadDeltas(deltas) {
  const largest = deltas.reduce((/** @type {number} */ most, value) => {
    return Math.max(most, Math.abs(value ?? 0));
  }, 0);
  const limit = roundUp(largest) || 1;
  return spreadValues(
    deltas.map((value) => value ?? Number.NaN),
    [-limit, limit],
  );
}
