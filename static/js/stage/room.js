/**
 * How high the parts of a lane may be, so that on a screen of usual height the whole lane is seen
 * without scrolling: bar, name, network, histograms, curves and the transport.
 */

/**
 * @typedef {object} Room
 * @property {number | null} network px with its histograms; null where its width decides
 * @property {number} counts px of the curves that count neurons
 * @property {number} loss px
 */

/** Narrower pages are read by scrolling: there a network is as high as its width asks for. */
const WIDE = "(min-width: 48.0625rem)";
/** What stands above and below the pictures, rem: bars, names and verdicts; the transport. */
const AROUND = 12.4;
/** The pictures are at least so high, px, however low the window is. */
const LEAST = 420;
/** Least and largest heights of the curves, and their shares of the room for pictures. */
const COUNTS = Object.freeze({ least: 44, most: 84, share: 0.09 });
const LOSS = Object.freeze({ least: 84, most: 160, share: 0.165 });
const MOST_NETWORK = 760;
/** Inside another page the window is as high as what is in it, which must not follow it, px. */
const EMBEDDED = 720;

/**
 * @param {number} height of the window, px
 * @param {number} rem px
 * @param {boolean} wide
 * @returns {Room}
 */
export function divideRoom(height, rem, wide) {
  const all = Math.max(LEAST, Math.round(height - AROUND * rem));
  const counts = part(all, COUNTS);
  const loss = part(all, LOSS);
  const network = wide ? Math.min(MOST_NETWORK, all - counts - loss) : null;
  return { network, counts, loss };
}

/**
 * @param {number} all
 * @param {{least: number, most: number, share: number}} limits
 */
function part(all, { least, most, share }) {
  return Math.round(Math.min(most, Math.max(least, share * all)));
}

/** @type {Room | null} */
let current = null;

/**
 * The room in the window as it is; measured once for each size of it.
 * @returns {Room}
 */
export function currentRoom() {
  if (current === null) {
    const root = document.documentElement;
    const rem = Number.parseFloat(getComputedStyle(root).fontSize);
    const height = root.classList.contains("is-embed") ? EMBEDDED : innerHeight;
    current = divideRoom(height, rem, matchMedia(WIDE).matches);
  }
  return current;
}

/**
 * @param {() => void} listener told when the window has another size
 */
export function onRoomChange(listener) {
  addEventListener("resize", () => {
    current = null;
    listener();
  });
}
