/**
 * Put into the page before its own scripts: measures by the browser's own clock, from outside.
 * Every animation frame in which the page did something is noted with the time its callbacks took.
 */

{
  const NETWORK = 'canvas[aria-label*="distinct"]';
  const request = window.requestAnimationFrame.bind(window);

  /** @type {{time: number, script: number}[]} */
  let frames = [];

  window.requestAnimationFrame = (callback) =>
    request((time) => {
      const start = performance.now();
      try {
        callback(time);
      } finally {
        const script = performance.now() - start;
        const last = frames.at(-1);
        if (last?.time === time) last.script += script;
        else frames.push({ time, script });
      }
    });

  const nextFrame = () => new Promise((resolve) => request(resolve));

  /** Resolves once the coming frame has been handed on to be shown. */
  const painted = () =>
    new Promise((resolve) => {
      request(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(undefined);
        port2.postMessage(null);
      });
    });

  /**
   * @param {HTMLInputElement} slider
   * @param {number} value
   */
  const slide = (slider, value) => {
    slider.value = String(value);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const bench = {
    /**
     * The epochs that were recorded: those at which another picture is shown, by its name.
     * @param {HTMLInputElement} slider
     */
    async epochs(slider) {
      const found = [];
      let shown;
      for (let epoch = Number(slider.min); epoch <= Number(slider.max); epoch += 1) {
        slide(slider, epoch);
        await painted();
        const name = document.querySelector(NETWORK)?.getAttribute("aria-label");
        if (name !== shown) found.push(epoch);
        shown = name;
      }
      return found;
    },

    /**
     * Moves the slider at every frame, back and forth; gives the frames in which the page drew,
     * how long each move of the slider was answered, and the milliseconds it took in all.
     * @param {HTMLInputElement} slider
     * @param {{epochs: number[], count: number}} options
     */
    async scrub(slider, { epochs, count }) {
      const way = [...epochs, ...epochs.slice(1, -1).reverse()];
      await nextFrame();
      frames = [];
      const moves = [];
      const start = performance.now();
      for (let index = 0; index < count; index += 1) {
        const before = performance.now();
        slide(slider, way[(index + 1) % way.length]);
        moves.push(performance.now() - before);
        await nextFrame();
      }
      return { frames, moves, milliseconds: performance.now() - start };
    },

    /**
     * Chooses an option; gives the milliseconds until a frame that shows the new result was painted.
     * @param {HTMLSelectElement} select
     * @param {{value: string, shows: string}} options `shows` is a word that the new picture's name has
     */
    async change(select, { value, shows }) {
      const start = performance.now();
      select.value = value;
      for (const type of ["input", "change"]) {
        select.dispatchEvent(new Event(type, { bubbles: true }));
      }
      while (document.querySelector(`${NETWORK}[aria-label*="${shows}"]`) === null) {
        if (performance.now() - start > 30_000) throw new Error(`nothing shows ${shows}`);
        await painted();
      }
      return performance.now() - start;
    },
  };
  Object.assign(window, { bench });
}
