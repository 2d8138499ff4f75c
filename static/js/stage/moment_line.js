/** What happened last in a lane, in words, at the epoch that is shown. */

import { make, setText } from "../controls/dom.js";
import { latestMoment } from "./moments.js";

/** @typedef {import("../types.js").LaneResult} LaneResult */

/** For so many frames a moment is news. */
const NEWS_FRAMES = 6;

/**
 * @param {import("../types.js").Catalog} catalog
 * @returns {{element: HTMLElement, update: (lane: LaneResult, epochs: readonly number[], frame: number) => void}}
 */
export function createMomentLine(catalog) {
  const element = make("p", { class: "lane-moment" });
  return {
    element,
    update(lane, epochs, frame) {
      const latest = latestMoment(catalog, lane, epochs, frame);
      // Where nothing is left to show, the verdict beside it says that the run has exploded.
      const is_said = latest?.kind === "explosion" && !lane.frames[frame];
      const moment = is_said ? null : latest;
      setText(element, moment === null ? "" : `Epoch ${moment.epoch}: ${moment.words}`);
      const is_news = moment !== null && frame - moment.frame < NEWS_FRAMES;
      element.classList.toggle("is-news", is_news);
      element.dataset.kind = moment?.kind ?? "";
    },
  };
}
