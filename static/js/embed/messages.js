/**
 * What an embed tells the page around it, as docs/embedding.md says. Events have the verbs of xAPI, so
 * that a wrapper can pass them on.
 */

/** @typedef {import("../types.js").State} State */

/** How every message begins, by which others tell it from those of other frames. */
const SOURCE = "unclone";

/**
 * @param {object} options
 * @param {(message: Record<string, unknown>) => void} options.post
 * @param {() => string} options.address of the whole page with this experiment
 * @param {() => Date} [options.now]
 */
export function createMessages({ post, address, now = () => new Date() }) {
  let is_ready = false;
  let height = 0;
  /** @type {State | null} */
  let before = null;
  /** @type {unknown} */
  let completed = null;
  /** @type {unknown} */
  let graded = null;

  /** @param {string} type @param {Record<string, unknown>} fields */
  const send = (type, fields) => post({ source: SOURCE, type, ...fields });
  /** @param {string} verb @param {Record<string, unknown>} result */
  const tell = (verb, result) =>
    send("event", { verb, object: address(), result, timestamp: now().toISOString() });

  /** @param {import("../types.js").LessonProgress} lesson */
  const tellLesson = (lesson) => {
    // What was there when the embed was opened is no news.
    const { place, predicted } = before?.lesson ?? lesson;
    if (lesson.place !== place) tell("progressed", { step: lesson.place });
    for (const [step, response] of Object.entries(lesson.predicted)) {
      if (predicted[step] !== response) tell("answered", { step, response });
    }
  };

  return {
    /** @param {number} px of the whole content */
    resize(px) {
      if (px === height || px === 0) return;
      height = px;
      send("resize", { height });
    },
    /** @param {State} state */
    update(state) {
      const { result, lesson, experiment } = state;
      if (state.graded !== null && state.graded !== graded) tell("scored", { ...state.graded });
      graded = state.graded;
      if (!is_ready && result !== null && result.epochs.length > 0) {
        is_ready = true;
        send("ready", { address: address(), height });
      }
      // The lesson changes the experiment by itself.
      const is_free = lesson === null || lesson.is_away;
      if (is_free && before?.experiment && experiment !== before.experiment) {
        tell("interacted", { changed: changedIn(before.experiment, experiment) });
      }
      if (lesson !== null) tellLesson(lesson);
      const is_training = (result?.started.request.epochs ?? 0) > 0;
      if (is_training && isSeen(state) && completed !== result) {
        completed = result;
        tell("completed", { runs: endOf(state) });
      }
      before = state;
    },
  };
}

/**
 * @param {object} before
 * @param {object | null} after
 * @returns {string[]} the settings that differ
 */
function changedIn(before, after) {
  const [then, now] = /** @type {Record<string, unknown>[]} */ ([before, after ?? {}]);
  return Object.keys(now).filter((name) => now[name] !== then[name]);
}

/**
 * Whether the training was watched to its end.
 * @param {State} state
 */
function isSeen({ status, result, frame, playing }) {
  return status === "complete" && result !== null && !playing && frame >= result.epochs.length - 1;
}

/** @param {State} state */
function endOf({ result }) {
  return (result?.lanes ?? []).map((lane) => {
    const last = lane.frames.findLast((frame) => frame !== null);
    return {
      label: lane.label,
      status: lane.diverged === null ? "completed" : "diverged",
      train_loss: last?.train_loss ?? null,
      train_accuracy: last?.train_accuracy ?? null,
    };
  });
}
