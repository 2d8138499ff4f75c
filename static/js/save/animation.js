/** The run as it plays, as a film: from its first recorded epoch to its last. */

import { currentTheme } from "../drawing/theme.js";
import { FRAMES_A_SECOND } from "../stream/playback.js";
import { createGif } from "./gif.js";
import { placeSheet } from "./sheet.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./task.js").Task} Task */

/**
 * @typedef {object} Film
 * @property {() => State} state
 * @property {(frame: number) => void} show stops at a frame
 * @property {() => Sheet} sheet of what is shown
 */

/** Pixels for each CSS px. */
const GIF_RATIO = 1;
const WEBM_RATIO = 1.5;
/** How long the last picture stands, ms. */
const REST = 1500;
const BITS_A_SECOND = 8_000_000;
const WEBM = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];

/**
 * @param {Film} film
 * @param {Task} task
 * @returns {Promise<Blob>}
 */
export async function toGif(film, task) {
  const { ctx, paint } = createScreen(film, GIF_RATIO);
  const { width, height } = ctx.canvas;
  const gif = createGif(width, height);
  await playThrough(film, task, {
    shown: () => {},
    over(is_last) {
      paint();
      const { data } = ctx.getImageData(0, 0, width, height);
      gif.add(data, is_last ? REST : 1000 / FRAMES_A_SECOND);
    },
  });
  return gif.finish();
}

/**
 * @param {Film} film
 * @param {Task} task
 * @returns {Promise<Blob>}
 */
export async function toWebm(film, task) {
  const mimeType =
    globalThis.MediaRecorder && WEBM.find((one) => MediaRecorder.isTypeSupported(one));
  if (!mimeType) throw new Error("This browser records no WebM; GIF works everywhere.");
  const { ctx, paint } = createScreen(film, WEBM_RATIO);
  const stream = ctx.canvas.captureStream();
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: BITS_A_SECOND });
  /** @type {Blob[]} */
  const parts = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  recorder.start();
  try {
    await playThrough(film, task, { shown: paint, over: () => {} });
  } finally {
    recorder.stop();
    await stopped;
    for (const track of stream.getTracks()) track.stop();
  }
  return new Blob(parts, { type: "video/webm" });
}

/**
 * A canvas that what is shown is painted on, of the size that it has at first.
 * @param {Film} film
 * @param {number} ratio
 */
function createScreen(film, ratio) {
  const first = placeSheet(film.sheet());
  const canvas = document.createElement("canvas");
  // Encoders of films want even numbers.
  canvas.width = 2 * Math.round((first.width * ratio) / 2);
  canvas.height = 2 * Math.round((first.height * ratio) / 2);
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  if (ctx === null) throw new Error("This browser gives no canvas to draw on.");
  return {
    ctx,
    paint() {
      // Rounding leaves a line free at two sides.
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.fillStyle = currentTheme().color.surface;
      ctx.fillRect(0, 0, canvas.width, canvas.height);
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      placeSheet(film.sheet()).draw(ctx, ratio);
    },
  };
}

/**
 * Shows each recorded epoch on the page, for as long as playing does, and brings back what was shown.
 * @param {Film} film
 * @param {Task} task
 * @param {{shown: () => void, over: (is_last: boolean) => void}} take told of each picture, as often
 *   as the screen shows one, and once when its time is over
 */
async function playThrough({ state, show }, { signal, tell }, take) {
  const { result, frame: before } = state();
  const count = result?.epochs.length ?? 0;
  if (count === 0) throw new Error("Nothing has been computed yet.");
  try {
    for (let frame = 0; frame < count; frame++) {
      show(frame);
      const is_last = frame === count - 1;
      const end = performance.now() + (is_last ? REST : 1000 / FRAMES_A_SECOND);
      // Neurons that part take some pictures to do so.
      do {
        await nextPicture();
        signal.throwIfAborted();
        if (state().result !== result) throw new Error("The experiment was changed meanwhile.");
        take.shown();
      } while (performance.now() < end);
      take.over(is_last);
      tell((frame + 1) / count);
    }
  } finally {
    if (state().result === result) show(before);
  }
}

/** @returns {Promise<void>} when the page has drawn what it knows now */
function nextPicture() {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}
