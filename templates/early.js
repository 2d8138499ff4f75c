if (location.hash.length < 2)
  globalThis.unclone_opening = fetch(`${document.currentScript.dataset.opening}/0`).catch(() => null);
