/** Events of the stream gathered into the result that views draw. */

import { decodeRun } from "./decode.js";

/** @typedef {import("../wire_types.js").Diverged} Diverged */
/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").Result} Result */
/** @typedef {import("../wire_types.js").Snapshot} Snapshot */
/** @typedef {import("../wire_types.js").Started} Started */
/** @typedef {import("../wire_types.js").Event} StreamEvent */

/**
 * The result with some more events taken in. What has not changed is kept as it is, so that views
 * can tell by identity; frames are appended in place, because there may be a thousand.
 * @param {Result | null} result
 * @param {StreamEvent[]} events
 * @param {number[]} lane_ids the page's lane of each run
 * @returns {Result | null} null until `started` has come
 */
export function takeEvents(result, events, lane_ids) {
  let next = result;
  for (const event of events) {
    if (event.kind === "started") next = startResult(event, lane_ids);
    else if (next === null) continue;
    else if (event.kind === "snapshot") next = takeSnapshot(next, event);
    else if (event.kind === "diverged") next = takeDivergence(next, event);
    else if (event.kind === "done") {
      const lanes = next.lanes.map((lane) => ({
        ...lane,
        result: event.runs.find(({ run }) => run === lane.run) ?? null,
      }));
      next = { ...next, lanes, done: event };
    }
  }
  return next;
}

/**
 * The index of the last frame a lane has at or before an index; -1 when it has none.
 * @param {LaneResult} lane
 * @param {number} frame
 */
export function lastFrame(lane, frame) {
  let index = Math.min(frame, lane.frames.length - 1);
  while (index >= 0 && lane.frames[index] === null) index -= 1;
  return index;
}

/**
 * The index of the recorded epoch nearest to `epoch`; of two equally near the earlier.
 * @param {readonly number[]} epochs rising
 * @param {number} epoch
 * @returns {number} at least 0
 */
export function frameAt(epochs, epoch) {
  let low = 0;
  let high = epochs.length - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (2 * epoch <= epochs[middle] + epochs[middle + 1]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * @param {Started} started
 * @param {number[]} lane_ids
 * @returns {Result}
 */
function startResult(started, lane_ids) {
  const lanes = started.request.runs.map((config, run) => ({
    run,
    lane_id: lane_ids[run] ?? run,
    label: config.label,
    config,
    frames: [],
    diverged: null,
    result: null,
  }));
  return { started, lanes, epochs: [], done: null };
}

/**
 * @param {Result} result
 * @param {Snapshot} snapshot
 * @returns {Result}
 */
function takeSnapshot(result, { epoch, runs }) {
  result.epochs.push(epoch);
  const before = result.lanes.map(({ frames }) => frames.at(-1) ?? null);
  // Changes are told from the snapshot before only where that has the same runs.
  const is_told = before.filter((frame) => frame !== null).length === runs.length;
  result.lanes.forEach(({ run, frames }, i) => {
    const own = runs.find((each) => each.run === run);
    const known = is_told ? before[i] : null;
    frames.push(own === undefined ? null : decodeRun(epoch, own, result.started, known));
  });
  return { ...result, lanes: result.lanes.map((lane) => ({ ...lane })) };
}

/**
 * @param {Result} result
 * @param {Diverged} diverged
 * @returns {Result}
 */
function takeDivergence(result, diverged) {
  const lanes = result.lanes.map((lane) =>
    lane.run === diverged.run ? { ...lane, diverged } : lane,
  );
  return { ...result, lanes };
}
