/** A closer look at one layer of one run: what each neuron answers, and how alike they are. */

import { fillSelect, make } from "../controls/dom.js";
import { explain } from "../controls/explain.js";
import { wrapField } from "../controls/field.js";
import { clampSelection } from "../state/selection.js";
import { lastFrame } from "../stream/result.js";
import { formatLayer } from "../words/format.js";
import { createMatrixView } from "./matrix_view.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("./inspector.js").InspectorContext} InspectorContext */

const CAPTION =
  "Each column is a neuron, each row a point of the input. Neurons that are clones have the same " +
  "column. The square beside it compares every neuron with every other one.";

/**
 * @param {HTMLElement} host
 * @param {InspectorContext} context
 */
export function createLayerTab(host, { onSelect, onHover }) {
  const run = make("select");
  const layer = make("select");
  const caption = make("p", { class: "panel-caption" }, ...explain(CAPTION));
  const matrix_host = make("div", { class: "matrix-host" });
  const choices = make(
    "div",
    { class: "fields" },
    wrapField("Run", run).element,
    wrapField("Layer", layer).element,
    caption,
  );
  host.append(make("div", { class: "layer-panel" }, choices, matrix_host));
  /** @type {State | null} */
  let state = null;
  const matrix = createMatrixView(matrix_host, {
    onSelect: (picked) => state && onSelect({ ...clampSelection(state), neuron: picked.neuron }),
    onHover,
  });
  const choose = () =>
    onSelect({ run: Number(run.value), layer_index: Number(layer.value), neuron: null });
  run.addEventListener("change", choose);
  layer.addEventListener("change", choose);
  let listed = "";

  return {
    /** @param {State} next */
    update(next) {
      state = next;
      const { result, frame } = next;
      if (result === null) return;
      const { started, lanes } = result;
      const selection = clampSelection(next);
      const lane = lanes[selection.run];
      const signature = JSON.stringify([lanes.map(({ label }) => label), started.layers]);
      if (signature !== listed) {
        listed = signature;
        fillSelect(
          run,
          lanes.map(({ label }, i) => ({ name: String(i), label })),
        );
        fillSelect(
          layer,
          started.layers.map((each) => ({
            name: String(each.layer_index),
            label: nameLayer(each.layer_index, each.fan_out, started.layers.length),
          })),
        );
      }
      run.value = String(selection.run);
      layer.value = String(selection.layer_index);
      const frame_index = lastFrame(lane, frame);
      const { layer_index } = selection;
      matrix.update({ started, lane, layer_index, frame_index, neuron: selection.neuron });
    },
  };
}

/**
 * @param {number} layer_index
 * @param {number} fan_out
 * @param {number} layer_count
 */
function nameLayer(layer_index, fan_out, layer_count) {
  const name = formatLayer(layer_index, layer_count);
  const size = `${fan_out} neuron${fan_out === 1 ? "" : "s"}`;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}, ${size}`;
}
