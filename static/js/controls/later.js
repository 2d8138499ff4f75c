/** Parts of the page whose modules are loaded when they are first wanted. */

import { make } from "./dom.js";

/**
 * @template S
 * @template {{update?: (state: S) => void, leave?: () => void, element?: HTMLElement}} Part
 * @typedef {object} Later
 * @property {() => Promise<Part>} want loads the part, once, and hands it the last state
 * @property {() => Part | null} now the part, once it is there
 * @property {(state: S) => void} update
 * @property {() => void} leave says that it is not looked at
 */

/**
 * @template S
 * @template {{update?: (state: S) => void, leave?: () => void, element?: HTMLElement}} Part
 * @param {() => Promise<Part>} create loads and makes the part
 * @param {HTMLElement} host says so if it cannot be loaded
 * @returns {Later<S, Part>}
 */
export function createLater(create, host) {
  /** @type {Part | null} */
  let part = null;
  /** @type {Promise<Part> | null} */
  let loading = null;
  /** @type {S | undefined} */
  let last;

  const load = async () => {
    let made;
    try {
      made = await create();
    } catch (error) {
      const trouble = "This part of the page could not be loaded. Reload the page to try again.";
      host.hidden = false;
      host.append(make("p", { class: "panel-status", role: "alert" }, trouble));
      throw error;
    }
    part = made;
    if (last !== undefined) made.update?.(last);
    return made;
  };
  return {
    want() {
      loading ??= load();
      return loading;
    },
    update(state) {
      last = state;
      part?.update?.(state);
    },
    now: () => part,
    leave: () => part?.leave?.(),
  };
}

/**
 * Loads a part when its button is first pressed. The part hears of presses itself, of this one too.
 * @param {HTMLButtonElement} button
 * @param {Pick<Later<any, any>, "want" | "now">} part
 */
export function openBy(button, part) {
  const press = async () => {
    if (part.now() !== null) return;
    await part.want();
    button.click();
  };
  button.addEventListener("click", press, { once: true });
}

/**
 * Fetches modules while the page has nothing else to do, so that they are there when they are
 * wanted, also once the server has gone. One that does not come is asked for again then.
 * @param {readonly (() => Promise<unknown>)[]} loads
 */
export function fetchAhead(loads) {
  const idle =
    globalThis.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run));
  idle(() => {
    for (const load of loads) load().catch(() => {});
  });
}
