/** The inspector: a list of tabs, each a closer look at what is chosen. */

import { make } from "../controls/dom.js";
import { createLater } from "../controls/later.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Hover} Hover */
/** @typedef {import("../types.js").Selection} Selection */

/**
 * @typedef {object} InspectorContext
 * @property {(selection: Selection) => void} onSelect
 * @property {(hover: Hover) => void} onHover
 */

/** @typedef {{update: (state: State) => void}} Look */

/**
 * @typedef {object} Tab
 * @property {string} name
 * @property {string} label
 * @property {() => Promise<(host: HTMLElement, context: InspectorContext) => Look>} load gives what
 *   makes it; called when the tab is first shown
 * @property {readonly string[]} [instruments] what a snapshot must hold for it
 */

/**
 * @param {{tabs: HTMLElement, panels: HTMLElement}} hosts
 * @param {readonly Tab[]} tabs
 * @param {InspectorContext & {onTab: (tab: Tab) => void}} context
 */
export function createInspector(hosts, tabs, context) {
  const parts = tabs.map((tab, index) => {
    const button = make(
      "button",
      { type: "button", role: "tab", id: `tab-${tab.name}`, "aria-controls": `panel-${tab.name}` },
      tab.label,
    );
    const panel = make("div", {
      role: "tabpanel",
      id: `panel-${tab.name}`,
      "aria-labelledby": button.id,
    });
    button.addEventListener("click", () => context.onTab(tab));
    button.addEventListener("keydown", (event) => {
      const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (move === 0) return;
      const next = (index + move + tabs.length) % tabs.length;
      context.onTab(tabs[next]);
      parts[next].button.focus();
    });
    const look = createLater(async () => (await tab.load())(panel, context), panel);
    return { tab, button, panel, look };
  });
  hosts.tabs.append(...parts.map(({ button }) => button));
  hosts.panels.append(...parts.map(({ panel }) => panel));
  return {
    /** @param {State} state */
    update(state) {
      for (const { tab, button, panel, look } of parts) {
        const shown = tab.name === state.inspector_tab;
        button.setAttribute("aria-selected", String(shown));
        button.tabIndex = shown ? 0 : -1;
        panel.hidden = !shown;
        if (!shown) continue;
        look.update(state);
        if (!isComing(state)) void look.want();
      }
    },
  };
}

/**
 * Whether the first picture is still to come, which a slow line should not have to wait for.
 * @param {State} state
 */
function isComing({ result, status }) {
  return result === null && (status === "idle" || status === "connecting");
}
