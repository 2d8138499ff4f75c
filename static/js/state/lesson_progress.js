/**
 * Where somebody is in the lesson, as the page's address holds it:
 *
 *     lesson=nudge&predicted=slides:both+zeros:alike+nudge:0.69.69.40.10.5.2
 *
 * `lesson` names the step, with `,away` while its experiment is played with freely. `predicted`
 * holds for every step whose run was watched what had been predicted: the name of a choice, or a
 * drawn curve in hundredths.
 */

import { attempt, cut } from "./address_text.js";
import { NotAllowed } from "./values.js";

/** @typedef {import("../types.js").LessonProgress} LessonProgress */

const NAME = /^[a-z_]+$/;
const PREDICTION = /^([a-z_]+|\d{1,3}(\.\d{1,3})+)$/;

/** @param {string} part of an address */
export function isOfLesson(part) {
  return part.startsWith("lesson=") || part.startsWith("predicted=");
}

/**
 * @param {LessonProgress | null} lesson
 * @returns {string[]} the parts of the address; none before a step was shown
 */
export function writeLesson(lesson) {
  if (lesson === null || lesson.place === "") return [];
  const { place, is_away, predicted } = lesson;
  const told = Object.entries(predicted).map(([step, prediction]) => `${step}:${prediction}`);
  const parts = [`lesson=${place}${is_away ? ",away" : ""}`];
  return told.length === 0 ? parts : [...parts, `predicted=${told.join("+")}`];
}

/**
 * @param {readonly string[]} parts of an address, the lesson's alone
 * @param {string[]} ignored takes what is not understood
 * @returns {LessonProgress | null} null where no place is told
 */
export function readLesson(parts, ignored) {
  /** @type {LessonProgress} */
  const lesson = { place: "", is_away: false, predicted: {} };
  for (const part of parts) {
    const [name, value] = cut(part, "=");
    if (name === "lesson") attempt(part, ignored, () => Object.assign(lesson, readPlace(value)));
    else {
      for (const told of value.split("+")) {
        attempt(told, ignored, () => Object.assign(lesson.predicted, readPrediction(told)));
      }
    }
  }
  return lesson.place === "" ? null : lesson;
}

/**
 * @param {string} value
 * @throws {NotAllowed}
 */
function readPlace(value) {
  const [place, away] = cut(value, ",");
  if (!NAME.test(place) || !["", "away"].includes(away)) {
    throw new NotAllowed("there is no such place in the lesson");
  }
  return { place, is_away: away === "away" };
}

/**
 * @param {string} told
 * @throws {NotAllowed}
 */
function readPrediction(told) {
  const [step, prediction] = cut(told, ":");
  if (!NAME.test(step) || !PREDICTION.test(prediction)) throw new NotAllowed("is no prediction");
  return { [step]: prediction };
}
