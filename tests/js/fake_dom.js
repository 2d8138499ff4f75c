/**
 * As much of a document as the controls use, so that they can be tested without a browser:
 * elements with attributes, children, classes and events. It lays nothing out.
 */

/** @typedef {FakeElement | string} FakeNode */

/** Attributes that HTML also offers as properties of the same name, with their defaults. */
const REFLECTED = { id: "", title: "", placeholder: "", type: "" };
const REFLECTED_FLAGS = ["hidden", "disabled"];

class FakeElement extends EventTarget {
  /** @param {string} tag */
  constructor(tag) {
    super();
    this.tag = tag;
    /** @type {FakeNode[]} */
    this.nodes = [];
    /** @type {FakeElement | null} */
    this.parent = null;
    /** @type {Map<string, string>} */
    this.attributes = new Map();
    this.value = "";
    this.checked = false;
    this.tabIndex = 0;
    /** @type {Record<string, string>} */
    this.dataset = {};
    /** @type {Record<string, string>} */
    this.style = {};
    const element = this;
    this.classList = {
      /** @param {string} name */
      contains: (name) => element.classes().has(name),
      /** @param {string} name */
      add: (name) => void element.classList.toggle(name, true),
      /** @param {string} name @param {boolean} on */
      toggle(name, on) {
        const classes = element.classes();
        if (on) classes.add(name);
        else classes.delete(name);
        element.setAttribute("class", [...classes].join(" "));
      },
    };
    for (const [name, usual] of Object.entries(REFLECTED)) {
      Object.defineProperty(this, name, {
        get: () => element.getAttribute(name) ?? usual,
        set: (/** @type {string} */ value) => element.setAttribute(name, value),
      });
    }
    for (const name of REFLECTED_FLAGS) {
      Object.defineProperty(this, name, {
        get: () => element.attributes.has(name),
        set(/** @type {boolean} */ value) {
          if (value) element.setAttribute(name, "");
          else element.removeAttribute(name);
        },
      });
    }
  }

  classes() {
    return new Set((this.getAttribute("class") ?? "").split(" ").filter(Boolean));
  }

  /** @param {string} name */
  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  /** @param {string} name @param {string} value */
  setAttribute(name, value) {
    this.attributes.set(name, value);
    if (name === "value") this.value = value;
  }

  /** @param {string} name */
  removeAttribute(name) {
    this.attributes.delete(name);
  }

  /** @returns {FakeElement[]} */
  get children() {
    return this.nodes.filter((node) => node instanceof FakeElement);
  }

  /** @returns {FakeElement | null} */
  get lastElementChild() {
    return this.children.at(-1) ?? null;
  }

  /** @returns {string} */
  get textContent() {
    return this.nodes
      .map((node) => (node instanceof FakeElement ? node.textContent : node))
      .join("");
  }

  set textContent(text) {
    this.replaceChildren(text);
  }

  /** @param {FakeNode[]} nodes */
  append(...nodes) {
    for (const node of nodes) {
      if (node instanceof FakeElement) {
        node.remove();
        node.parent = this;
      }
      this.nodes.push(node);
    }
  }

  /** @param {FakeNode[]} nodes */
  replaceChildren(...nodes) {
    for (const child of this.children) child.parent = null;
    this.nodes = [];
    this.append(...nodes);
  }

  /** @param {FakeElement[]} elements */
  after(...elements) {
    this.put(1, 0, elements);
  }

  /** @param {FakeElement[]} elements */
  before(...elements) {
    this.put(0, 0, elements);
  }

  /** @param {FakeElement[]} elements */
  replaceWith(...elements) {
    this.put(0, 1, elements);
    this.parent = null;
  }

  /**
   * Puts elements beside this one, or in its place.
   * @param {number} offset from this element's own place
   * @param {number} removed how many nodes make room
   * @param {FakeElement[]} elements
   */
  put(offset, removed, elements) {
    const { parent } = this;
    if (parent === null) throw new Error("an element alone has no place beside it");
    for (const element of elements) element.parent = parent;
    parent.nodes.splice(parent.nodes.indexOf(this) + offset, removed, ...elements);
  }

  remove() {
    const { parent } = this;
    if (parent !== null) parent.nodes = parent.nodes.filter((node) => node !== this);
    this.parent = null;
  }

  focus() {
    fakeDocument.activeElement = this;
  }

  /** @param {string} selector a tag, or classes such as ".field.is-wrong" @returns {FakeElement[]} */
  querySelectorAll(selector) {
    const [tag, ...classes] = selector.split(".");
    return this.children.flatMap((child) => {
      const fits = tag === "" || child.tag === tag;
      const has = classes.every((name) => child.classList.contains(name));
      return [...(fits && has ? [child] : []), ...child.querySelectorAll(selector)];
    });
  }

  /** @param {string} selector */
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
}

const fakeDocument = {
  /** @type {FakeElement | null} */
  activeElement: null,
  /** @param {string} tag */
  createElement: (tag) => new FakeElement(tag),
};

/** Puts the fake document where the page's modules look for one. */
export function installDocument() {
  Object.assign(globalThis, { document: fakeDocument, scrollY: 0, addEventListener() {} });
  fakeDocument.activeElement = null;
}

/**
 * An element of the fake document, as the type the page knows it by.
 * @param {string} tag
 * @returns {any}
 */
export function fake(tag) {
  return new FakeElement(tag);
}

/**
 * What a person does to a control: the event alone, as a browser sends it.
 * @param {unknown} element
 * @param {string} type
 * @param {Record<string, unknown>} [fields]
 */
export function act(element, type, fields = {}) {
  const event = Object.assign(new Event(type, { cancelable: true }), fields);
  /** @type {EventTarget} */ (element).dispatchEvent(event);
  return event;
}
