/** Marks under the epoch slider, where something was changed by hand. */

import { make } from "../controls/dom.js";
import { frameAt } from "../stream/result.js";
import { changeWords } from "./hands_words.js";

/** @typedef {import("../types.js").Intervention} Intervention */
/** @typedef {import("../types.js").State} State */

/**
 * @param {object} callbacks
 * @param {(frame: number) => void} callbacks.onShow
 * @param {(hover: import("../types.js").Hover) => void} callbacks.onHover
 */
export function createChangeMarks({ onShow, onHover }) {
  // The list of changes of a lane says the same to those who do not see marks.
  const element = make("div", { class: "changes", "aria-hidden": "true" });
  let key = "";
  /** @type {readonly number[]} */
  let epochs = [];

  /** @param {number} epoch @param {number} total @param {string} text */
  const makeMark = (epoch, total, text) => {
    const mark = make("span", { class: "change" });
    mark.style.setProperty("--at", String(epoch / total));
    mark.addEventListener("click", () => onShow(frameAt(epochs, epoch)));
    mark.addEventListener("pointerenter", () => {
      const box = mark.getBoundingClientRect();
      onHover({ text, x: box.left, y: box.top - 40 });
    });
    mark.addEventListener("pointerleave", () => onHover(null));
    return mark;
  };

  return {
    element,
    /** @param {State} state */
    update({ experiment, result }) {
      epochs = result?.epochs ?? [];
      const total = Math.max(1, experiment?.epochs ?? 1);
      const inputs = result?.started.layers[0].fan_in ?? 2;
      const layer_count = result?.started.layers.length ?? 1;
      /** @type {Map<number, string[]>} */
      const told = new Map();
      for (const one of experiment?.interventions ?? []) {
        if (one.epoch > total) continue;
        const lane = one.run === undefined ? "" : `${experiment?.runs[one.run]?.label ?? ""}, `;
        const words = `${lane}${changeWords(one, { inputs, layer_count })}`;
        told.set(one.epoch, [...(told.get(one.epoch) ?? []), words]);
      }
      const next = JSON.stringify([total, ...told]);
      if (next === key) return;
      key = next;
      const marks = [...told].map(([epoch, words]) => makeMark(epoch, total, words.join("\n")));
      element.replaceChildren(...marks);
    },
  };
}
