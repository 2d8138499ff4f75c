/**
 * A handful of notes on a first visit, one after the other: what the pictures are, where the moment
 * is marked, where to change things. Each stands beside what it speaks of and moves nothing.
 */

import { make, makeButton, setText } from "../controls/dom.js";

/** @typedef {import("../types.js").State} State */

/**
 * @typedef {object} Note
 * @property {"picture" | "moment" | "settings"} about
 * @property {"below" | "above"} side of it that the note stands on
 * @property {string} words
 */

/** @type {readonly Note[]} */
const NOTES = [
  {
    about: "picture",
    side: "below",
    words:
      "Each small picture above is one neuron: what it answers everywhere in the input. Click one to " +
      "look closer.",
  },
  {
    about: "moment",
    side: "above",
    words: "The marks on this line are moments: here neurons part. Click one to go there.",
  },
  {
    about: "settings",
    side: "below",
    words:
      "Change the data, the network or its training here, and how a lane starts under Settings. " +
      "It runs again at once.",
  },
];

const KEY = "unclone-callouts";
/** On a smaller screen a note would lie on the network. */
const ROOM = "(min-width: 48.0625rem) and (min-height: 30rem)";
/** Between a note and what it speaks of, and to the window's edge, px. */
const GAP = 10;
const EDGE = 8;

/**
 * @param {HTMLElement} host empty and hidden
 * @param {object} options
 * @param {Record<Note["about"], () => Element | null>} options.subjects where what the notes speak
 *   of stands now
 * @param {() => boolean} options.isBusy whether the page is used in a way that notes would disturb
 * @param {() => void} options.onEnd takes the focus, if a note had it
 */
export function createCallouts(host, { subjects, isBusy, onEnd }) {
  const words = make("p");
  const count = make("span", { class: "callout-count" });
  const next = makeButton("Next", () => go(at + 1), { class: "primary" });
  const close = makeButton("Close", () => end(), { class: "quiet" });
  host.append(words, make("div", { class: "callout-keys" }, count, close, next));
  const room = matchMedia(ROOM);
  let at = isSeen() ? NOTES.length : 0;
  let was_shown = false;
  /** @type {State | null} */
  let state = null;

  /** @param {number} index */
  const go = (index) => {
    const had_focus = host.contains(document.activeElement);
    at = index;
    // A note whose subject is not on the page has nothing to speak of.
    while (at < NOTES.length && subjects[NOTES[at].about]() === null) at += 1;
    if (at >= NOTES.length) end();
    else show();
    if (had_focus && !host.hidden) next.focus();
  };

  const end = () => {
    const had_focus = host.contains(document.activeElement);
    at = NOTES.length;
    remember();
    show();
    if (had_focus) onEnd();
  };

  const show = () => {
    const note = NOTES[at];
    const target = note && mayShow() ? subjects[note.about]() : null;
    const box = target?.getBoundingClientRect();
    const in_sight =
      box !== undefined && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
    host.hidden = !in_sight;
    if (!in_sight || !note) return;
    was_shown = true;
    setText(words, note.words);
    setText(count, `${at + 1} of ${NOTES.length}`);
    setText(next, at === NOTES.length - 1 ? "Done" : "Next");
    place(host, box, note.side);
  };

  /** With the next frame, once the pictures have the size that it gives them. */
  let is_due = false;
  const showSoon = () => {
    if (is_due) return;
    is_due = true;
    requestAnimationFrame(() => {
      is_due = false;
      show();
    });
  };

  const mayShow = () => {
    if (state === null || !room.matches || isBusy()) return false;
    const { lesson, selection, result } = state;
    const is_told = lesson !== null && !lesson.is_away;
    return !is_told && selection.neuron === null && result !== null && result.epochs.length > 0;
  };

  addEventListener("resize", showSoon);
  addEventListener("scroll", showSoon, { passive: true });
  return {
    /** @returns {boolean} whether there was one to close */
    close() {
      if (host.hidden) return false;
      end();
      return true;
    },
    /** @param {State} now */
    update(now) {
      state = now;
      if (at >= NOTES.length) return;
      // Who has chosen a neuron or changed something needs no more telling.
      if (now.can_undo || (was_shown && now.selection.neuron !== null)) end();
      else showSoon();
    },
  };
}

/**
 * @param {HTMLElement} host
 * @param {DOMRect} target
 * @param {Note["side"]} side
 */
function place(host, target, side) {
  const { width, height } = host.getBoundingClientRect();
  const x = Math.max(EDGE, Math.min(target.left, innerWidth - width - EDGE));
  const y = side === "below" ? target.bottom + GAP : target.top - GAP - height;
  host.dataset.side = side;
  host.style.setProperty("--x", `${Math.round(x)}px`);
  host.style.setProperty("--y", `${Math.round(y)}px`);
  const point = Math.min(width - 2 * EDGE, Math.max(2 * EDGE, target.left + 24 - x));
  host.style.setProperty("--point", `${Math.round(point)}px`);
}

function isSeen() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false; // Storage may be forbidden; then every visit is the first.
  }
}

function remember() {
  try {
    localStorage.setItem(KEY, "seen");
  } catch {
    // As above.
  }
}
