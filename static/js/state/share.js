/** Copying the page's address. */

import { copyText } from "./clipboard.js";

/** How long the button says that it has copied, ms. */
const SAID = 2000;

/**
 * @param {HTMLButtonElement} button
 * @returns {Promise<void>}
 */
export async function shareAddress(button) {
  const label = "Share";
  const copied = await copyText(location.href);
  button.textContent = copied ? "Copied" : "In the address bar";
  setTimeout(() => {
    button.textContent = label;
  }, SAID);
}
