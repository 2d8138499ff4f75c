/** Work that makes a file: one at a time, its progress shown where it takes long, and ended on demand. */

import { make, makeButton, setText } from "../controls/dom.js";
import { saveBlob } from "./download.js";

/** Work that is done within this is not spoken of, ms. */
const UNNOTICED = 500;

/**
 * @typedef {object} Task
 * @property {AbortSignal} signal
 * @property {(share: number) => void} tell how much is done, 0 to 1; until it is told, nobody knows
 */

export function createTasks() {
  const bar = make("progress", { max: 1 });
  const cancel = makeButton("Cancel", () => controller?.abort(), { class: "quiet" });
  const under_way = make("span", { class: "save-progress", hidden: true }, bar, cancel);
  const said = make("span", { role: "status" });
  /** @type {AbortController | null} */
  let controller = null;

  return {
    element: make("p", { class: "save-status" }, said, under_way),
    /**
     * @param {string} name of the file
     * @param {(task: Task) => Promise<Blob>} work
     */
    async run(name, work) {
      controller?.abort();
      const own = new AbortController();
      controller = own;
      setText(said, "");
      bar.removeAttribute("value");
      bar.setAttribute("aria-label", `Making ${name}`);
      const timer = setTimeout(() => {
        under_way.hidden = false;
        setText(said, `Making ${name}`);
      }, UNNOTICED);
      const tell = (/** @type {number} */ share) => {
        if (controller === own) bar.value = share;
      };
      let told = "";
      try {
        const blob = await work({ signal: own.signal, tell });
        if (!own.signal.aborted) {
          saveBlob(blob, name);
          told = `Saved ${name}`;
        }
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (!own.signal.aborted) told = `${name} could not be made. ${error.message}`;
      } finally {
        clearTimeout(timer);
        // Another may have begun meanwhile, which has these to itself.
        if (controller === own) {
          under_way.hidden = true;
          setText(said, told);
        }
      }
    },
  };
}
