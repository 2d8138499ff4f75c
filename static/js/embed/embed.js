/** The page inside another one: the chosen parts alone, its height and what happens told to it. */

import { make } from "../controls/dom.js";
import { createMessages } from "./messages.js";

/** @typedef {import("../types.js").State} State */

/**
 * @param {HTMLElement} host the page's content
 * @param {object} options
 * @param {import("../state/embedding.js").Embedding} options.embedding
 * @param {import("../state/store.js").Store<State>} options.store
 */
export function createEmbed(host, { embedding, store }) {
  const root = document.documentElement;
  root.dataset.show = embedding.show.join(" ");
  root.dataset.allow = embedding.allow.join(" ");
  const whole = () => `${location.origin}${location.pathname}${location.hash}`;
  const link = make("a", { target: "_blank", rel: "noopener" }, "Open in Unclone");
  const place = () => {
    link.href = whole();
  };
  // Where it leads is what is shown when it is followed.
  for (const event of ["pointerenter", "focus", "pointerdown"]) link.addEventListener(event, place);
  place();
  host.append(make("footer", { class: "embed-foot" }, link));
  if (parent === window) return;
  const messages = createMessages({
    // Whoever frames it may know: it holds nothing of anybody, only what the frame's address says.
    post: (message) => parent.postMessage(message, "*"),
    address: whole,
  });
  const measure = () => messages.resize(Math.ceil(host.getBoundingClientRect().height));
  new ResizeObserver(measure).observe(host);
  store.subscribe((state) => {
    messages.update(state);
  });
}
