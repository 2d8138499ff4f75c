/** The inspector: a list of tabs, each a closer look at what is chosen. */

import { make } from "../controls/dom.js";
import { createLater } from "../controls/later.js";
import { AS_AT_FIRST, completeSettings, keepSettings } from "../state/tab_settings.js";

/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Hover} Hover */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Parameter} Parameter */
/** @typedef {import("../types.js").Selection} Selection */
/** @typedef {import("../state/tab_settings.js").Settings} Settings */

/**
 * What a tab is made with.
 * @typedef {object} InspectorContext
 * @property {(selection: Selection) => void} onSelect
 * @property {(hover: Hover) => void} onHover
 * @property {(state: State) => Settings} settingsOf the tab's own, a value for each that it declares;
 *   the same object as long as none changes
 * @property {(patch: Settings) => void} onSettings
 * @property {import("./map_tab.js").MapActions} map
 */

/** @typedef {{update: (state: State) => void, leave?: () => void}} Look `leave`: it is hidden */

/**
 * @typedef {object} Tab
 * @property {string} name
 * @property {string} label
 * @property {() => Promise<(host: HTMLElement, context: InspectorContext) => Look>} load gives what
 *   makes it; called when the tab is first shown
 * @property {readonly string[]} [instruments] what a snapshot must hold for it
 * @property {(catalog: Catalog) => readonly Parameter[]} [settings] what one can choose in it, which
 *   the address holds
 */

/**
 * @param {{tabs: HTMLElement, panels: HTMLElement}} hosts
 * @param {readonly Tab[]} tabs
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {InspectorContext["onSelect"]} options.onSelect
 * @param {InspectorContext["onHover"]} options.onHover
 * @param {InspectorContext["map"]} options.map
 * @param {(tab: Tab) => void} options.onTab
 * @param {(tab: Tab, change: (kept: Settings) => Settings) => void} options.onSettings
 */
export function createInspector(hosts, tabs, { catalog, onTab, onSettings, ...shared }) {
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
    button.addEventListener("click", () => onTab(tab));
    button.addEventListener("keydown", (event) => {
      const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (move === 0) return;
      const next = (index + move + tabs.length) % tabs.length;
      onTab(tabs[next]);
      parts[next].button.focus();
    });
    const context = { ...shared, ...createSettings(tab, catalog, onSettings) };
    const look = createLater(async () => (await tab.load())(panel, context), panel);
    return { tab, button, panel, look };
  });
  hosts.tabs.append(...parts.map(({ button }) => button));
  hosts.panels.append(...parts.map(({ panel }) => panel));
  /** @type {string | null} */
  let before = null;
  const holdPlace = createHold(hosts.panels);
  return {
    /** @param {State} state */
    update(state) {
      if (before !== null && before !== state.inspector_tab) holdPlace();
      before = state.inspector_tab;
      for (const { tab, button, panel, look } of parts) {
        const shown = tab.name === state.inspector_tab;
        button.setAttribute("aria-selected", String(shown));
        button.tabIndex = shown ? 0 : -1;
        panel.hidden = !shown;
        if (!shown) {
          look.leave();
          continue;
        }
        look.update(state);
        if (!isComing(state)) void look.want();
      }
    },
  };
}

/**
 * @param {Tab} tab
 * @param {Catalog} catalog
 * @param {(tab: Tab, change: (kept: Settings) => Settings) => void} onSettings
 * @returns {Pick<InspectorContext, "settingsOf" | "onSettings">}
 */
function createSettings(tab, catalog, onSettings) {
  const declared = tab.settings?.(catalog) ?? [];
  let kept = AS_AT_FIRST;
  let whole = completeSettings(declared, kept);
  return {
    settingsOf({ tab_settings }) {
      const now = tab_settings[tab.name] ?? AS_AT_FIRST;
      if (now !== kept) {
        kept = now;
        whole = completeSettings(declared, kept);
      }
      return whole;
    },
    onSettings: (patch) => onSettings(tab, (before) => keepSettings(declared, before, patch)),
  };
}

/**
 * Keeps a page that is scrolled so long that the tabs stay where they are on the screen while another
 * panel, empty at first, takes the place of a long one.
 * @param {HTMLElement} panels
 */
function createHold(panels) {
  let held = 0;
  /** @param {number} room that the panels take at least, px */
  const set = (room) => {
    held = Math.max(0, Math.ceil(room));
    panels.style.minHeight = held === 0 ? "" : `${held}px`;
  };
  const needed = () => (scrollY === 0 ? 0 : innerHeight - panels.getBoundingClientRect().top);
  // What has gone out of sight below need not be kept.
  const release = () => {
    if (held > 0) set(Math.min(held, needed()));
  };
  addEventListener("scroll", release, { passive: true });
  return () => set(needed());
}

/**
 * Whether the first picture is still to come, which a slow line should not have to wait for.
 * @param {State} state
 */
function isComing({ result, status }) {
  return result === null && (status === "idle" || status === "connecting");
}
