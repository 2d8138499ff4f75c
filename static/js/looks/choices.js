/** Choosing a run and a layer: the same selection in every tab. */

import { fillSelect, make } from "../controls/dom.js";
import { wrapField } from "../controls/field.js";
import { formatLayer } from "../words/format.js";

/** @typedef {import("../types.js").RunPatch} RunPatch */

/**
 * A labelled list whose options follow the experiment.
 * @param {string} label
 * @param {(index: number) => void} onChoose
 */
function createList(label, onChoose) {
  const select = make("select");
  select.addEventListener("change", () => onChoose(Number(select.value)));
  let listed = "";
  return {
    element: wrapField(label, select).element,
    /**
     * @param {readonly string[]} labels
     * @param {number} chosen
     */
    update(labels, chosen) {
      const signature = labels.join("\n");
      if (signature !== listed) {
        listed = signature;
        fillSelect(
          select,
          labels.map((each, i) => ({ name: String(i), label: each })),
        );
      }
      select.value = String(chosen);
    },
  };
}

/** @param {(run: number) => void} onChoose */
export function createRunChoice(onChoose) {
  const list = createList("Run", onChoose);
  return {
    element: list.element,
    /**
     * @param {readonly RunPatch[]} runs
     * @param {number} chosen
     */
    update(runs, chosen) {
      list.update(
        runs.map(({ label }, i) => label ?? `Run ${i + 1}`),
        chosen,
      );
    },
  };
}

/** @param {(layer_index: number) => void} onChoose */
export function createLayerChoice(onChoose) {
  const list = createList("Layer", onChoose);
  return {
    element: list.element,
    /**
     * @param {readonly {fan_in: number, fan_out: number}[]} layers
     * @param {number} chosen
     */
    update(layers, chosen) {
      list.update(
        layers.map(({ fan_in, fan_out }, i) => {
          const name = formatLayer(i, layers.length);
          const named = name.charAt(0).toUpperCase() + name.slice(1);
          return `${named}, ${fan_in} to ${fan_out}`;
        }),
        chosen,
      );
    },
  };
}
