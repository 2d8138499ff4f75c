/** The stream of one experiment: a pure parser of JSON Lines, and the fetch that feeds it. */

/** @typedef {import("../wire_types.js").Event} StreamEvent */
/** @typedef {import("../types.js").FieldError} FieldError */

/**
 * Turns text chunks, cut anywhere, into the values of complete lines.
 * @returns {{push: (chunk: string) => unknown[], end: () => unknown[]}} `end` gives the value of a
 *   last line without a line break. Both throw SyntaxError on a line that is not JSON.
 */
export function createLineParser() {
  let rest = "";
  /** @param {string} line */
  const parse = (line) => JSON.parse(line);
  return {
    push(chunk) {
      const lines = (rest + chunk).split("\n");
      rest = /** @type {string} */ (lines.pop());
      return lines.filter((line) => line.trim() !== "").map(parse);
    },
    end() {
      const last = rest;
      rest = "";
      return last.trim() === "" ? [] : [parse(last)];
    },
  };
}

/** The server refused the request; `errors` name the fields. */
export class Refused extends Error {
  /** @param {FieldError[]} errors */
  constructor(errors) {
    super(errors.map((error) => error.message).join("; "));
    this.errors = errors;
  }
}

/** Every slot of the server is taken; worth asking again after `retry_after` seconds. */
export class Busy extends Error {
  /** @param {number} retry_after seconds */
  constructor(retry_after) {
    super("The server is busy.");
    this.retry_after = retry_after;
  }
}

/** The server could not be reached, or the connection broke before the last event. */
export class Gone extends Error {}

/** Seconds to wait when a busy server does not say how long. */
const DEFAULT_RETRY = 2;

/** Milliseconds that reading waits for a frame at most. */
const LONGEST_REST = 100;

/**
 * Asks for a stream of events and hands them over as they arrive, batched by network chunk.
 * @template {{kind: string}} Event
 * @param {object} options
 * @param {string} options.path
 * @param {unknown} options.request its body
 * @param {AbortSignal} options.signal
 * @param {(events: Event[]) => void} options.onEvents
 * @param {typeof fetch} [options.fetcher]
 * @param {() => Promise<void>} [options.rest] what to wait for between chunks
 * @param {(signal: AbortSignal) => Promise<Response | null>} [options.kept] gives the answer where it
 *   is kept as a file
 * @returns {Promise<void>} when the last event has been handed over
 * @throws {Refused | Busy | Gone} and whatever aborting the signal throws
 */
export async function streamEvents(options) {
  const { path, request, signal, onEvents, fetcher = fetch, rest = untilPainted, kept } = options;
  const asked = () =>
    fetcher(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(request),
      signal,
    });
  const response = (await kept?.(signal)) ?? (await reach(asked));
  if (!response.ok || response.body === null) throw await refusal(response);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parser = createLineParser();
  let finished = false;
  /** @param {unknown[]} values */
  const hand = (values) => {
    const events = /** @type {Event[]} */ (values);
    finished ||= events.some((event) => event.kind === "done" || event.kind === "failed");
    if (events.length > 0 && !signal.aborted) onEvents(events);
  };
  for (;;) {
    const { done, value } = await reach(() => reader.read());
    if (done) break;
    hand(parser.push(decoder.decode(value, { stream: true })));
    await rest();
  }
  // A line cut short is a broken connection, not a malformed event.
  if (!finished) hand(await reach(async () => parser.end()));
  if (!finished) throw new Gone("The connection ended before the last epoch.");
}

/**
 * Asks for an experiment.
 * @param {Omit<Parameters<typeof streamEvents<StreamEvent>>[0], "path">} options
 */
export function streamExperiment(options) {
  return streamEvents({ ...options, path: "/simulate/stream" });
}

/**
 * Lets the page paint what it has before more is read: events come faster than frames, and the
 * first picture must not wait for the last. A hidden page paints nothing and is not waited for.
 * @returns {Promise<void>}
 */
function untilPainted() {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_REST);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve, 0);
    });
  });
}

/**
 * Network failures become `Gone`; an abort stays an abort.
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
async function reach(act) {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw error;
    throw new Gone("The server does not answer.");
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Error>}
 */
export async function refusal(response) {
  if (response.status === 503 || response.status === 429) {
    const seconds = Number(response.headers.get("Retry-After"));
    return new Busy(seconds > 0 ? seconds : DEFAULT_RETRY);
  }
  if (response.status >= 502) return new Gone("The server does not answer.");
  const body = await response.json().catch(() => null);
  return new Refused(fieldErrors(body?.detail, response.status));
}

/** The server begins with the field and what came; beside the control both are in sight. */
const NAMES_FIELD = /^[\w.[\]]+ is [\s\S]*?; (?=allowed: )/;

/**
 * FastAPI's `detail` as a list of messages with their place in the request.
 * @param {unknown} detail
 * @param {number} status
 * @returns {FieldError[]}
 */
export function fieldErrors(detail, status) {
  if (typeof detail === "string") return [{ loc: [], message: detail }];
  if (Array.isArray(detail) && detail.length > 0) {
    return detail.map(({ loc, msg }) => ({
      loc: Array.isArray(loc) ? loc.filter((part) => part !== "body") : [],
      message: String(msg)
        .replace(/^Value error, /, "")
        .replace(NAMES_FIELD, ""),
    }));
  }
  return [{ loc: [], message: `The server refused this experiment (status ${status}).` }];
}
