/** The closer looks there are, each loaded when it is first wanted; a later one is one entry more. */

/**
 * @typedef {import("./inspector.js").Tab} Tab
 * @type {readonly Tab[]}
 */
export const TABS = Object.freeze([
  {
    name: "layer",
    label: "Layer",
    load: async () => (await import("./layer_tab.js")).createLayerTab,
  },
  {
    name: "signal",
    label: "Signal",
    load: async () => (await import("./signal_tab.js")).createSignalTab,
    instruments: ["signal"],
  },
  {
    name: "why",
    label: "Why zero",
    load: async () => (await import("./why_tab.js")).createWhyTab,
  },
  {
    name: "depth",
    label: "Depth",
    load: async () => (await import("./depth_tab.js")).createDepthTab,
  },
  {
    name: "initializer",
    label: "Initializer",
    load: async () => (await import("./initializer_tab.js")).createInitializerTab,
  },
  {
    name: "code",
    label: "Code",
    load: async () => (await import("./code_tab.js")).createCodeTab,
  },
  {
    name: "words",
    label: "Words",
    load: async () => (await import("./words_tab.js")).createWordsTab,
  },
]);
