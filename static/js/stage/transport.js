/** Time at hand: play, step, scrub, speed, start again, another seed. */

import { fillSelect, make, makeButton, setText } from "../controls/dom.js";
import { SPEEDS } from "../stream/playback.js";
import { frameAt } from "../stream/result.js";
import { createChangeMarks } from "./hands_marks.js";
import { createMomentMarks, nextMoment, sayMoment } from "./moment_marks.js";
import { momentsOf } from "./moments.js";

/** @typedef {import("../types.js").State} State */

/** Frames that Page Up and Page Down move. */
const PAGE = 5;

/**
 * @typedef {object} TransportCallbacks
 * @property {import("../types.js").Catalog} catalog
 * @property {() => void} onToggle
 * @property {(frames: number) => void} onStep
 * @property {(epoch: number) => void} onScrub
 * @property {() => void} onReset
 * @property {() => void} onNewSeed
 * @property {(speed: number) => void} onSpeed
 * @property {(frame: number) => void} onMoment
 * @property {(hover: import("../types.js").Hover) => void} onHover
 */

/**
 * @param {HTMLElement} host
 * @param {TransportCallbacks} callbacks
 */
export function createTransport(host, callbacks) {
  const play = makeButton("Play", callbacks.onToggle, {
    class: "primary play",
    "data-hint": "Play or pause (Space or k)",
  });
  const back = makeButton("Back", () => callbacks.onStep(-1), {
    "data-hint": "One frame back (,)",
  });
  const step = makeButton("Step", () => callbacks.onStep(1), { "data-hint": "One frame on (.)" });
  const reset = makeButton("Reset", callbacks.onReset, {
    "data-hint": "Back to epoch 0, same seed",
  });
  const seed = makeButton("New seed", callbacks.onNewSeed, {
    class: "new-seed",
    "data-hint": "Other random numbers",
  });
  const slider = createEpochSlider(callbacks);
  const marks = createMomentMarks({ onShow: callbacks.onMoment, onHover: callbacks.onHover });
  const changes = createChangeMarks({ onShow: callbacks.onMoment, onHover: callbacks.onHover });
  /** @type {State | null} */
  let state = null;
  /** @type {readonly import("./moments.js").Moment[]} */
  let moments = [];
  /** @param {1 | -1} direction */
  const jump = (direction) => {
    const moment = state && nextMoment(moments, state.frame, direction);
    if (moment) callbacks.onMoment(moment.frame);
  };
  const earlier = makeButton("\u2039", () => jump(-1), {
    class: "jump",
    "aria-label": "Previous moment",
    "data-hint": "To the moment before: neurons part, a run explodes or has learned ([)",
  });
  const later = makeButton("\u203a", () => jump(1), {
    class: "jump",
    "aria-label": "Next moment",
    "data-hint": "To the next moment: neurons part, a run explodes or has learned (])",
  });
  const speed = make("select", { "aria-label": "Speed" });
  fillSelect(
    speed,
    SPEEDS.map((each) => ({ name: String(each), label: `${each}\u00d7` })),
  );
  speed.addEventListener("change", () => callbacks.onSpeed(Number(speed.value)));
  const epoch = make("output", { class: "epoch-now" });
  host.append(
    make("div", { class: "transport-keys" }, play, back, step),
    make(
      "div",
      { class: "transport-time" },
      earlier,
      make("div", { class: "epoch-line" }, slider.element, marks.element, changes.element),
      later,
      epoch,
    ),
    make("div", { class: "transport-keys" }, speed, reset, seed),
  );
  return {
    jump,
    /** @param {State} next */
    update(next) {
      state = next;
      const { result, frame, playing, speed: factor, experiment } = next;
      setText(play, playing ? "Pause" : "Play");
      const epochs = result?.epochs ?? [];
      const total = result?.started.request.epochs ?? experiment?.epochs ?? 0;
      const now = epochs[frame] ?? 0;
      setText(epoch, total === 0 ? "Before training" : `Epoch ${now} of ${total}`);
      play.disabled = total === 0;
      moments = result === null ? [] : momentsOf(callbacks.catalog, result);
      const here = moments.filter((moment) => moment.frame === frame).map(sayMoment);
      slider.update(epochs, frame, total, here.join("; "));
      marks.update(moments, Math.max(1, total));
      changes.update(next);
      earlier.disabled = !moments.some((moment) => moment.frame < frame);
      later.disabled = !moments.some((moment) => moment.frame > frame);
      back.disabled = frame === 0;
      step.disabled = frame >= epochs.length - 1;
      if (document.activeElement !== speed) speed.value = String(factor);
    },
  };
}

/**
 * The slider counts in epochs, so that its value means something by itself; keys move by recorded
 * frames, so that none of them is without effect. A bar behind it shows how far epochs have come.
 * @param {Pick<TransportCallbacks, "onScrub" | "onStep">} callbacks
 */
function createEpochSlider({ onScrub, onStep }) {
  const element = make("input", {
    type: "range",
    class: "epoch-slider",
    "aria-label": "Epoch",
    min: 0,
    max: 1,
    step: 1,
    value: 0,
  });
  let last = 0;
  element.addEventListener("input", () => onScrub(Number(element.value)));
  element.addEventListener("keydown", (event) => {
    /** @type {Record<string, number>} */
    const moves = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: PAGE,
      PageDown: -PAGE,
      Home: -last,
      End: last,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    onStep(move);
  });
  return {
    element,
    /**
     * @param {readonly number[]} epochs
     * @param {number} frame
     * @param {number} total
     * @param {string} happens what happens at this epoch, in words
     */
    update(epochs, frame, total, happens) {
      last = Math.max(epochs.length - 1, 1);
      const max = String(Math.max(total, 1));
      if (element.max !== max) element.max = max;
      const now = epochs[frame] ?? 0;
      // Between two recorded epochs the thumb stays where the pointer has it.
      if (frameAt(epochs, Number(element.value)) !== frame || !element.matches(":active")) {
        element.value = String(now);
      }
      const told = happens === "" ? "" : `; ${happens}`;
      element.setAttribute("aria-valuetext", `epoch ${now} of ${total}${told}`);
      const ready = total > 0 ? (epochs[epochs.length - 1] ?? 0) / total : 0;
      element.style.setProperty("--ready", String(ready));
      element.style.setProperty("--played", String(total > 0 ? now / total : 0));
    },
  };
}
