/** The pictures that are on the page now, where they stand and what they are called. */

import { figureOf } from "../drawing/canvas_view.js";

/** @typedef {import("../drawing/canvas_view.js").Figure} Figure */

/**
 * @typedef {object} Shown
 * @property {Figure} figure
 * @property {HTMLCanvasElement} canvas
 * @property {string} name its first words
 * @property {readonly Shown[]} legends what its colours mean
 */

/**
 * @typedef {object} Places
 * @property {HTMLElement} lanes holds one element for each run
 * @property {HTMLElement} legends of the lanes
 * @property {readonly HTMLElement[]} looks hold the closer looks
 * @property {(run: number) => boolean} isChosen whether a run is among those to be saved
 */

/** How a legend's words begin (`createColorLegend`). */
const LEGEND = "colour scale: ";
/** Where the first words of a picture end. */
const CLAUSE = /[.;] | at epoch/;
const LONGEST_NAME = 60;

/**
 * @param {HTMLElement} host
 * @returns {Shown[]} those that are in sight, legends too
 */
function shownIn(host) {
  return [...host.querySelectorAll("canvas")].flatMap((canvas) => {
    const figure = figureOf(canvas);
    if (figure === null || canvas.clientWidth === 0 || canvas.clientHeight === 0) return [];
    const [words] = figure.label().split(CLAUSE);
    return [{ figure, canvas, name: words.slice(0, LONGEST_NAME), legends: [] }];
  });
}

/** @param {Shown} shown */
function isLegend({ figure }) {
  return figure.label().startsWith(LEGEND);
}

/**
 * @param {Places} places
 * @returns {{stage: {lane: HTMLElement, figures: Shown[]}[], legends: Shown[], single: Shown[]}}
 */
export function findFigures({ lanes, legends: legend_host, looks, isChosen }) {
  const legends = shownIn(legend_host);
  const stage = [...lanes.children]
    .filter((_, run) => isChosen(run))
    .flatMap((lane) => {
      const figures = lane instanceof HTMLElement ? shownIn(lane) : [];
      // The network alone has colours that carry numbers.
      const [network, ...charts] = figures;
      return network === undefined
        ? []
        : [
            {
              lane: /** @type {HTMLElement} */ (lane),
              figures: [{ ...network, legends }, ...charts],
            },
          ];
    });
  const closer = looks.flatMap((host) => {
    const found = shownIn(host);
    const own = found.filter(isLegend);
    return found.filter((one) => !isLegend(one)).map((one) => ({ ...one, legends: own }));
  });
  return { stage, legends, single: [...stage.flatMap(({ figures }) => figures), ...closer] };
}
