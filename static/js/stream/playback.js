/** Time: which recorded frame is shown, and how it moves. */

import { frameAt } from "./result.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Result} Result */

/** Recorded frames a second at speed 1. Some eighty frames are recorded of a usual run, so that it
    plays for about thirteen seconds: slowly enough to watch neurons part, one after the other. */
export const FRAMES_A_SECOND = 6;

/** How long a moment that should be seen is held at speed 1, ms. */
const REST_MS = 800;

/** The factors a person can choose. */
export const SPEEDS = Object.freeze([0.5, 1, 2, 4, 8]);

/**
 * How many whole frames to go forward, and the time left over.
 * @param {number} elapsed milliseconds not yet spent
 * @param {number} speed
 * @returns {{frames: number, left: number}}
 */
export function spend(elapsed, speed) {
  const one = 1000 / (FRAMES_A_SECOND * speed);
  const frames = Math.floor(elapsed / one);
  return { frames, left: elapsed - frames * one };
}

/**
 * @typedef {object} Playback
 * @property {() => void} play
 * @property {() => void} toggle
 * @property {(frame: number) => void} show stops at a frame
 * @property {(frames: number) => void} step how many, forward or (negative) back
 * @property {(epoch: number) => void} showEpoch
 * @property {(result: Result, from?: number) => void} begin puts a new result in place of the
 *   shown one. Who was watching it run, or had seen it to its end, sees the new one run; who had
 *   stopped at an epoch stays there to compare. One that differs from an epoch on runs from there
 * @property {(result: Result) => void} grow takes the same result with more frames; who stays at an
 *   epoch is shown it when it comes
 * @property {(epoch: number, goes_on?: boolean) => void} holdAt has the next result stay at an epoch,
 *   or go on from there as soon as it is reached
 * @property {(epoch: number, played_from: number | null) => void} stay shows an epoch of the shown
 *   result, once it is there, as stopped by a person or (not null) as played to from another
 * @property {() => void} hold has the next result stay at the shown epoch, if nothing plays
 */

/**
 * @param {object} options
 * @param {import("../state/store.js").Store<State>} options.store
 * @param {() => boolean} options.isStill whether the person asked for less motion
 * @param {(result: Result, frame: number) => boolean} [options.isMoment] whether something happens
 *   at a frame that wants time to be seen
 * @param {(callback: FrameRequestCallback) => number} [options.nextFrame]
 * @returns {Playback}
 */
export function createPlayback({
  store,
  isStill,
  isMoment = () => false,
  nextFrame = requestAnimationFrame,
}) {
  let before = 0;
  let rest_until = 0;
  let elapsed = 0;
  let ticking = false;
  /**
   * Where to stay while a new result comes in; null plays it from its start.
   * @type {number | null}
   */
  let held_epoch = null;
  /** Whether it is held only until that epoch is there. */
  let goes_on = false;

  const lastIndex = () => (store.get().result?.epochs.length ?? 0) - 1;

  /** @param {number} frame */
  const isHeld = (frame) => {
    const { result } = store.get();
    return result !== null && isMoment(result, frame);
  };

  /**
   * The first frame after one, up to another, at which something happens; else the last.
   * @param {number} after
   * @param {number} to
   */
  const firstMoment = (after, to) => {
    for (let frame = after + 1; frame < to; frame++) if (isHeld(frame)) return frame;
    return to;
  };

  /** @param {number} now */
  const tick = (now) => {
    const { playing, speed, frame, status } = store.get();
    ticking = playing;
    if (!playing) return;
    if (now < rest_until) {
      before = now;
      nextFrame(tick);
      return;
    }
    const spent = spend(elapsed + Math.min(now - before, 250), speed);
    before = now;
    elapsed = spent.left;
    const last = lastIndex();
    const to = firstMoment(frame, Math.min(frame + spent.frames, last));
    if (to > frame && isHeld(to)) rest_until = now + REST_MS / speed;
    if (to !== frame) store.set({ frame: to });
    if (to >= last && isOver(status)) {
      ticking = false;
      store.set({ playing: false });
      return;
    }
    nextFrame(tick);
  };

  const play = () => {
    const { frame, status } = store.get();
    if (frame >= lastIndex() && isOver(status)) store.set({ frame: 0 });
    held_epoch = null;
    const { result, frame: start } = store.get();
    store.set({ playing: true, played_from: result?.epochs[start] ?? 0 });
    if (ticking) return;
    ticking = true;
    elapsed = 0;
    nextFrame((now) => {
      before = now;
      tick(now);
    });
  };

  const pause = () => store.set({ playing: false, played_from: null });

  /** @param {Result} result shown as far as the held epoch */
  const showHeld = (result) => {
    const epoch = held_epoch ?? 0;
    store.set({ result, frame: frameAt(result.epochs, epoch) });
    const is_there = (result.epochs.at(-1) ?? 0) >= epoch || result.done !== null;
    if (!is_there) return;
    // From here on a change made there goes on from it.
    held_epoch = null;
    if (goes_on) play();
    goes_on = false;
  };

  /** @param {number} frame */
  const show = (frame) => {
    held_epoch = null;
    const index = Math.max(0, Math.min(frame, lastIndex()));
    store.set({ playing: false, played_from: null, frame: index });
  };

  return {
    play,
    show,
    toggle: () => (store.get().playing ? pause() : play()),
    step: (frames) => show(store.get().frame + frames),
    showEpoch: (epoch) => show(frameAt(store.get().result?.epochs ?? [0], epoch)),
    begin(result, from = 0) {
      const { result: old, frame, playing } = store.get();
      const holds = held_epoch !== null && Number.isFinite(held_epoch);
      const between = old !== null && frame > 0 && frame < old.epochs.length - 1;
      const stopped = !playing && (holds || (between && from === 0));
      const epoch = stopped ? (held_epoch ?? old?.epochs[frame] ?? 0) : Infinity;
      if (playing || !(stopped || isStill())) {
        store.set({ result, frame: frameAt(result.epochs, from) });
        play();
        return;
      }
      held_epoch = stopped || from === 0 ? epoch : from;
      if (!stopped) store.set({ played_from: from === 0 ? 0 : null });
      showHeld(result);
    },
    grow(result) {
      const { playing, frame } = store.get();
      if (held_epoch !== null && !playing) showHeld(result);
      else store.set({ result, frame });
    },
    holdAt(epoch, plays_on = false) {
      // Who asked for less motion sees at once where it ends.
      held_epoch = plays_on && isStill() ? Infinity : epoch;
      goes_on = plays_on && !isStill();
      store.set({ playing: false, played_from: plays_on ? epoch : null });
    },
    stay(epoch, played_from) {
      held_epoch = epoch;
      goes_on = false;
      store.set({ playing: false, played_from });
      const { result } = store.get();
      if (result !== null) showHeld(result);
    },
    hold() {
      const { result, frame, playing } = store.get();
      if (!playing && result !== null) held_epoch = result.epochs[frame] ?? null;
      goes_on = false;
    },
  };
}

/**
 * Whether no more frames will come.
 * @param {State["status"]} status
 */
function isOver(status) {
  return status !== "computing" && status !== "connecting";
}
