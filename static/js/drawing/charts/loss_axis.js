/** The one axis that the losses of all lanes have, such that none of them is pressed flat. */

import { valueDomain } from "./line_chart.js";

/** @typedef {import("../scale.js").Interval} Interval */
/** @typedef {Pick<import("../../types.js").LaneResult, "frames" | "diverged">} Losses */

/** Losses of a run that diverged have room up to so many times its first one. */
const LARGEST_GROWTH = 4;
/** The loss before training has room up to so many times the largest later one. */
const LARGEST_START = 1.5;
/** Beyond so many times the least first loss a run has blown up, even if its numbers are finite. */
const LARGEST_RATIO = 1e6;
/** A lane whose largest loss is below this share of a linear axis would look like a flat line. */
const FLAT_SHARE = 1 / 40;

/**
 * @param {readonly Losses[]} lanes
 * @returns {{domain: Interval, log: boolean}} logarithmic where lanes differ too much for any other
 */
export function lossAxis(lanes) {
  const kept = lanes.map((lane) => lossesOf(lane, ceilingOf(lanes)));
  const later = kept.flatMap((each) => each.later);
  const room = LARGEST_START * later.reduce((most, loss) => Math.max(most, loss), 0) || Infinity;
  const all = [
    ...later,
    ...kept.flatMap((each) => each.starts.map((loss) => Math.min(loss, room))),
  ];
  const top = all.reduce((most, loss) => Math.max(most, loss), 0);
  const log = kept.some(({ starts, later: own }) => {
    const peak = (own.length > 0 ? own : starts).reduce((most, loss) => Math.max(most, loss), 0);
    return peak > 0 && peak < FLAT_SHARE * top;
  });
  return { domain: valueDomain(all, log), log };
}

/** @param {readonly Losses[]} lanes */
function ceilingOf(lanes) {
  const firsts = lanes.map(({ frames }) => frames[0]?.train_loss ?? 0).filter((loss) => loss > 0);
  return LARGEST_RATIO * firsts.reduce((least, loss) => Math.min(least, loss), Infinity);
}

/**
 * The losses of a lane that its axis has room for: those before training, and the later ones. A bad
 * start and the end of an explosion run out of the picture.
 * @param {Losses} lane
 * @param {number} ceiling
 */
function lossesOf({ frames, diverged }, ceiling) {
  const first = frames[0]?.train_loss ?? null;
  const most = diverged && first !== null ? Math.min(ceiling, LARGEST_GROWTH * first) : ceiling;
  /** @type {{starts: number[], later: number[]}} */
  const kept = { starts: [], later: [] };
  frames.forEach((frame, i) => {
    for (const loss of [frame?.train_loss, frame?.test_loss, frame?.band?.train_loss.q90]) {
      if (typeof loss !== "number" || !(loss <= most)) continue;
      (i === 0 ? kept.starts : kept.later).push(loss);
    }
  });
  return kept;
}
