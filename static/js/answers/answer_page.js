/** The page of one answer, or their list: the theme, and the experiment that plays. */

import { make } from "../controls/dom.js";
import { createThemeChoice, darkConditions } from "../state/theme_choice.js";

const theme = document.getElementById("theme");
if (theme instanceof HTMLButtonElement) {
  createThemeChoice({ button: theme, conditions: darkConditions(document.styleSheets) });
  // Only now does it do something.
  theme.hidden = false;
}

const live = document.getElementById("live");
if (live !== null) {
  const frame = make("iframe", {
    src: live.dataset.embed ?? "",
    title: `An experiment: ${live.dataset.title}`,
    loading: "lazy",
  });
  live.prepend(frame);
  live.hidden = false;
  // An embed tells how high its content is (docs/embedding.md).
  addEventListener("message", ({ source, data }) => {
    const isOwn = source === frame.contentWindow && data?.source === "unclone";
    if (isOwn && data.type === "resize") frame.style.height = `${data.height}px`;
  });
}
