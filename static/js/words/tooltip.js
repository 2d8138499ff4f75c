/** The page's one tooltip: what is under the pointer, in words and numbers. */

/** @typedef {import("../types.js").Hover} Hover */

/** Distance from the pointer, px, so that the value does not cover what it belongs to. */
const OFFSET = 14;

/**
 * @param {HTMLElement} element
 * @returns {(hover: Hover) => void}
 */
export function createTooltip(element) {
  return (hover) => {
    element.hidden = hover === null;
    if (hover === null) return;
    if (element.textContent !== hover.text) element.textContent = hover.text;
    const { width, height } = element.getBoundingClientRect();
    const right = hover.x + OFFSET + width < innerWidth;
    const below = hover.y + OFFSET + height < innerHeight;
    const x = right ? hover.x + OFFSET : Math.max(0, hover.x - OFFSET - width);
    const y = below ? hover.y + OFFSET : Math.max(0, hover.y - OFFSET - height);
    element.style.setProperty("--x", `${Math.round(x)}px`);
    element.style.setProperty("--y", `${Math.round(y)}px`);
  };
}
