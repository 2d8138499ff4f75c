/** The inspector: a list of tabs, each a closer look at what is chosen. */

import { make } from "../controls/dom.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Hover} Hover */
/** @typedef {import("../types.js").Selection} Selection */

/**
 * @typedef {object} InspectorContext
 * @property {(selection: Selection) => void} onSelect
 * @property {(hover: Hover) => void} onHover
 */

/**
 * @typedef {object} Tab
 * @property {string} name
 * @property {string} label
 * @property {(host: HTMLElement, context: InspectorContext) => {update: (state: State) => void}}
 *   create called when the tab is first shown
 * @property {readonly string[]} [instruments] what a snapshot must hold for it
 */

/**
 * @param {{tabs: HTMLElement, panels: HTMLElement}} hosts
 * @param {readonly Tab[]} tabs
 * @param {InspectorContext & {onTab: (tab: Tab) => void}} context
 */
export function createInspector(hosts, tabs, context) {
  /** @type {Map<string, {update: (state: State) => void}>} */
  const made = new Map();
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
    return { tab, button, panel };
  });
  hosts.tabs.append(...parts.map(({ button }) => button));
  hosts.panels.append(...parts.map(({ panel }) => panel));
  return {
    /** @param {State} state */
    update(state) {
      for (const { tab, button, panel } of parts) {
        const shown = tab.name === state.inspector_tab;
        button.setAttribute("aria-selected", String(shown));
        button.tabIndex = shown ? 0 : -1;
        panel.hidden = !shown;
        if (!shown) continue;
        const known = made.get(tab.name) ?? tab.create(panel, context);
        made.set(tab.name, known);
        known.update(state);
      }
    },
  };
}
