/** The moments of all runs on the slider, and the way from one to the next. */

import { make } from "../controls/dom.js";

/** @typedef {import("../types.js").Hover} Hover */
/** @typedef {import("./moments.js").Moment} Moment */

/** Moments nearer to each other than this share of the slider have one mark. */
const NEAR = 0.012;

/**
 * @param {object} callbacks
 * @param {(frame: number) => void} callbacks.onShow
 * @param {(hover: Hover) => void} callbacks.onHover
 */
export function createMomentMarks({ onShow, onHover }) {
  // The buttons beside the slider and its own words say the same to those who do not see marks.
  const element = make("div", { class: "moments", "aria-hidden": "true" });
  let key = "";

  /** @param {Moment[]} moments of one mark @param {number} share of the slider */
  const makeMark = (moments, share) => {
    const kind = RANK.find((each) => moments.some((moment) => moment.kind === each));
    const mark = make("span", { class: "moment", "data-kind": kind ?? "" });
    mark.style.setProperty("--at", String(share));
    mark.addEventListener("click", () => onShow(moments[0].frame));
    mark.addEventListener("pointerenter", () => {
      const box = mark.getBoundingClientRect();
      onHover({ text: moments.map(sayMoment).join("\n"), x: box.left, y: box.top - 40 });
    });
    mark.addEventListener("pointerleave", () => onHover(null));
    return mark;
  };

  return {
    element,
    /**
     * @param {readonly Moment[]} moments
     * @param {number} total epochs
     */
    update(moments, total) {
      const next = `${total} ${moments.map(({ epoch, run, kind }) => `${epoch} ${run} ${kind}`)}`;
      if (next === key) return;
      key = next;
      element.replaceChildren(
        ...groupNear(moments, total).map((group) => makeMark(group, group[0].epoch / total)),
      );
    },
  };
}

/** Of several moments at one place the mark is that of the first of these. */
const RANK = /** @type {const} */ (["explosion", "parting", "death", "apart", "learned"]);

/** @param {Moment} moment */
export function sayMoment({ epoch, label, words }) {
  return `${label}, epoch ${epoch}: ${words}`;
}

/**
 * @param {readonly Moment[]} moments rising
 * @param {number} total
 * @returns {Moment[][]}
 */
export function groupNear(moments, total) {
  /** @type {Moment[][]} */
  const groups = [];
  for (const moment of moments) {
    const last = groups.at(-1);
    if (last && moment.epoch - last[0].epoch <= NEAR * total) last.push(moment);
    else groups.push([moment]);
  }
  return groups;
}

/**
 * The nearest moment before or after a frame.
 * @param {readonly Moment[]} moments
 * @param {number} frame
 * @param {1 | -1} direction
 * @returns {Moment | null}
 */
export function nextMoment(moments, frame, direction) {
  return (
    (direction > 0
      ? moments.find((moment) => moment.frame > frame)
      : moments.findLast((moment) => moment.frame < frame)) ?? null
  );
}
