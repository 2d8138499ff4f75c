/** Questions to the server that change while they are asked: only the last one's answer counts. */

import { Busy, Gone } from "./stream.js";

/** How long a question waits for the next one, in milliseconds: a number being typed. */
const DELAY = 150;
/** How long until a server that did not answer is asked again, in milliseconds. */
const RETRY = 3000;

/**
 * @template Question, Answer
 * @param {object} options
 * @param {(question: Question, signal: AbortSignal) => Promise<Answer>} options.ask
 * @param {(answer: Answer, question: Question) => void} options.onAnswer
 * @param {(error: Error) => void} options.onError
 * @returns {{want: (question: Question) => boolean, stop: () => void}} `want` asks, unless it is the
 *   question asked last, and says whether it does; `stop` takes the question back
 */
export function createLatest({ ask, onAnswer, onError }) {
  let asked = "";
  let controller = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Question} question */
  const attempt = async (question) => {
    const { signal } = controller;
    try {
      const answer = await ask(question, signal);
      if (!signal.aborted) onAnswer(answer, question);
    } catch (error) {
      if (signal.aborted || !(error instanceof Error)) return;
      onError(error);
      if (error instanceof Gone) timer = setTimeout(attempt, RETRY, question);
      if (error instanceof Busy) timer = setTimeout(attempt, error.retry_after * 1000, question);
    }
  };

  return {
    want(question) {
      const key = JSON.stringify(question);
      if (key === asked) return false;
      clearTimeout(timer);
      controller.abort();
      controller = new AbortController();
      // The first is not being typed.
      timer = setTimeout(attempt, asked === "" ? 0 : DELAY, question);
      asked = key;
      return true;
    },
    stop() {
      clearTimeout(timer);
      controller.abort();
      asked = "";
    },
  };
}

/**
 * What has gone wrong, in words, and that it is being asked again where it is.
 * @param {Error} error
 */
export function describeTrouble(error) {
  const is_retried = error instanceof Busy || error instanceof Gone;
  return is_retried ? `${error.message} Asking again.` : error.message;
}

/**
 * The answer of a request that either gives JSON or a refusal.
 * @param {string} path
 * @param {RequestInit} options
 * @param {(response: Response) => Promise<Error>} refusal
 * @returns {Promise<any>}
 */
export async function askForJson(path, options, refusal) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw error;
    throw new Gone("The server does not answer.");
  }
  if (!response.ok) throw await refusal(response);
  return response.json();
}
