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
 * @property {(epoch: number | null) => void} holdAt has the next result stay at an epoch; null has
 *   it run
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
    store.set({ playing: true });
    if (ticking) return;
    ticking = true;
    elapsed = 0;
    nextFrame((now) => {
      before = now;
      tick(now);
    });
  };

  const pause = () => store.set({ playing: false });

  /** @param {number} frame */
  const show = (frame) => {
    held_epoch = null;
    store.set({ playing: false, frame: Math.max(0, Math.min(frame, lastIndex())) });
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
      store.set({ result, frame: frameAt(result.epochs, held_epoch) });
    },
    grow(result) {
      const { playing, frame } = store.get();
      const holds = held_epoch !== null && !playing;
      store.set({ result, frame: holds ? frameAt(result.epochs, held_epoch ?? 0) : frame });
    },
    holdAt(epoch) {
      held_epoch = epoch;
      store.set({ playing: false });
    },
    hold() {
      const { result, frame, playing } = store.get();
      if (!playing && result !== null) held_epoch = result.epochs[frame] ?? null;
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
