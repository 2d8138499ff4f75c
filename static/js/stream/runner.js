/**
 * Keeps the result in step with the experiment: a change asks the server at once and cancels what
 * was computing; a busy or missing server is asked again without anybody's doing.
 */

import { firstExperiment, same, toRequest } from "../state/experiment.js";
import { formatWait } from "../words/format.js";
import { takeEvents } from "./result.js";
import { Busy, Gone, Refused, streamExperiment } from "./stream.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Result} Result */
/** @typedef {import("../wire_types.js").Event} StreamEvent */

/** How long a change waits for the next one, in milliseconds, by how it is made. */
const DELAY = Object.freeze({
  now: 0,
  sliding: 40, // a slider moves at every pointer event; the server need not follow each
  typing: 350, // about the pause between two keystrokes of one number
});

/** @typedef {keyof typeof DELAY} Pace */

/** Seconds between attempts at a server that does not answer: doubled up to the last. */
const FIRST_RETRY = 1;
const LAST_RETRY = 16;

/**
 * @param {object} options
 * @param {import("../state/store.js").Store<State>} options.store
 * @param {Pick<import("./playback.js").Playback, "begin" | "grow">} options.playback shows results
 * @param {(signal: AbortSignal) => Promise<Response | null>} [options.opening] gives the answer for
 *   the first experiment
 * @param {typeof streamExperiment} [options.stream]
 * @returns {{request: (pace?: Pace, from?: number) => void, stop: () => void}} `from` is the first
 *   epoch at which the new result differs: up to it the old one stays on show
 */
export function createRunner({ store, playback, opening, stream = streamExperiment }) {
  let controller = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let failures = 0;
  /** The first epoch at which what is asked for may differ from what is shown. */
  let shared_until = Infinity;

  const stop = () => {
    clearTimeout(timer);
    controller.abort();
  };

  const attempt = async () => {
    const { catalog, experiment, lane_ids, instruments } = store.get();
    if (experiment === null) return;
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    const from = shared_until;
    const onEvents = gather(store, lane_ids, from, {
      begin(result) {
        shared_until = Infinity;
        playback.begin(result, from);
      },
      grow: playback.grow,
    });
    store.set({ status: "connecting", message: "", errors: [] });
    try {
      const request = toRequest(catalog, experiment, instruments);
      const kept = opening && isFirst(catalog, request) ? opening : undefined;
      await stream({ request, signal, onEvents, kept });
      failures = 0;
    } catch (error) {
      if (!signal.aborted) recover(error);
    }
  };

  /** @param {unknown} error */
  const recover = (error) => {
    if (error instanceof Refused) {
      store.set({ status: "invalid", message: error.message, errors: error.errors });
      return;
    }
    if (error instanceof Busy) {
      retry("busy", error.retry_after, "The server is busy with other experiments");
      return;
    }
    if (error instanceof Gone) {
      const seconds = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** failures);
      failures += 1;
      retry("offline", seconds, "The server does not answer");
      return;
    }
    store.set({ status: "failed", message: "The answer of the server could not be read." });
    throw error;
  };

  /**
   * @param {"busy" | "offline"} status
   * @param {number} seconds
   * @param {string} what
   */
  const retry = (status, seconds, what) => {
    store.set({ status, message: `${what}. Asking again in ${formatWait(seconds)}.` });
    clearTimeout(timer);
    timer = setTimeout(attempt, seconds * 1000);
  };

  return {
    request(pace = "now", from = 0) {
      shared_until = Math.min(shared_until, from);
      clearTimeout(timer);
      if (pace === "now") void attempt();
      else timer = setTimeout(attempt, DELAY[pace]);
    },
    stop,
  };
}

/**
 * @param {State["catalog"]} catalog
 * @param {unknown} request
 */
function isFirst(catalog, request) {
  return catalog !== null && same(request, toRequest(catalog, firstExperiment(catalog)));
}

/**
 * Takes events into a result of their own, which replaces the shown one with its first frame that
 * may differ.
 * @param {import("../state/store.js").Store<State>} store
 * @param {number[]} lane_ids
 * @param {number} from epoch that it must have reached
 * @param {{begin: (result: Result) => void, grow: (result: Result) => void}} show
 * @returns {(events: StreamEvent[]) => void}
 */
function gather(store, lane_ids, from, show) {
  /** @type {Result | null} */
  let result = null;
  let shown = false;
  return (events) => {
    result = takeEvents(result, events, lane_ids);
    if (result === null) return;
    if ((result.epochs.at(-1) ?? -1) >= from || result.done !== null) {
      if (shown) show.grow(result);
      else show.begin(result);
      shown = true;
    }
    const last = events[events.length - 1];
    if (last.kind === "done") store.set({ status: "complete" });
    else if (last.kind === "failed") store.set({ status: "failed", message: last.message });
    else if (store.get().status !== "computing") store.set({ status: "computing" });
  };
}
