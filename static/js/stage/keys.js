/** Keys of the whole page, as players have them, unless a control has its own use for them. */

/**
 * @typedef {object} KeyActions
 * @property {() => void} toggle plays or pauses: Space, k
 * @property {(frames: number) => void} step , and .
 * @property {(direction: 1 | -1) => void} jump to the moment before or after: [ and ]
 * @property {() => void} present p
 * @property {() => void} leave a note, the closer look or the presentation: Escape
 * @property {(index: number) => void} lane brings a lane into sight: 1 to 9
 */

/** Controls in which letters and spaces are typed or choose something. */
const TYPING = "input:not([type=range]), select, textarea";

/** @param {KeyActions} actions */
export function handleKeys(actions) {
  /** @type {Record<string, () => void>} */
  const keys = {
    " ": actions.toggle,
    k: actions.toggle,
    ",": () => actions.step(-1),
    ".": () => actions.step(1),
    "[": () => actions.jump(-1),
    "]": () => actions.jump(1),
    p: actions.present,
    Escape: actions.leave,
  };
  addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLElement && target.closest(TYPING)) return;
    const pressed = target instanceof HTMLElement && target.closest("button, summary, a");
    if (key === " " && pressed) return;
    const act = keys[key] ?? (/^[1-9]$/.test(key) ? () => actions.lane(Number(key) - 1) : null);
    if (act === null) return;
    if (key === " ") event.preventDefault();
    act();
  });
}

/**
 * Undo and redo as everywhere, except where text is being typed, which has its own.
 * @param {{undo: () => void, redo: () => void}} actions
 */
export function handleUndoKeys({ undo, redo }) {
  addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    if (target instanceof HTMLElement && target.closest(TYPING)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  });
}
