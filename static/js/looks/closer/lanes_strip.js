/** The same neuron in the other lanes, small, each a way to look at it there. */

import { make, makeButton, setText } from "../../controls/dom.js";
import { createPictureView } from "./picture_view.js";

/** @typedef {import("./chosen.js").Chosen} Chosen */

/**
 * @param {(run: number) => void} onSelect
 * @returns {{element: HTMLElement, update: (chosen: Chosen) => void}}
 */
export function createLanesStrip(onSelect) {
  const list = make("div", { class: "closer-lanes" });
  const element = make("section", {}, make("h3", {}, "The same neuron elsewhere"), list);
  /** @type {ReturnType<typeof createOne>[]} */
  let shown = [];

  /** @param {number} run */
  const createOne = (run) => {
    const host = make("span", { class: "closer-thumb" });
    const label = make("span", { class: "closer-lane-name" });
    const button = makeButton("", () => onSelect(run), { class: "closer-lane" });
    button.append(host, label);
    return { run, label, button, view: createPictureView(host) };
  };

  return {
    element,
    update({ result, run, frame_index, layer_index, neuron }) {
      const others = result.lanes.flatMap((_, i) => (i === run ? [] : [i]));
      element.hidden = others.length === 0;
      if (others.join() !== shown.map((one) => one.run).join()) {
        shown.forEach(({ view }) => view.destroy());
        shown = others.map(createOne);
        list.replaceChildren(...shown.map(({ button }) => button));
      }
      for (const { run: other, label, view } of shown) {
        const lane = result.lanes[other];
        setText(label, lane.label);
        view.update({ started: result.started, lane, frame_index, layer_index, neuron });
      }
    },
  };
}
