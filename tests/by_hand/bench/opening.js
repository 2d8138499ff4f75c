/** Put into the page before its own scripts: notes when the page first shows what it is about. */

{
  const NETWORK = 'canvas[aria-label*="distinct"]';
  const seen = { shell_ms: 0, picture_ms: 0, plays_ms: 0, shift: 0, largest_ms: 0 };

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.hadRecentInput) seen.shift += entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    seen.largest_ms = list.getEntries().at(-1)?.startTime ?? 0;
  }).observe({ type: "largest-contentful-paint", buffered: true });

  const look = () => {
    const now = performance.now();
    const epoch = document.querySelector(
      'input[type="range"][aria-label="Epoch"], #transport input',
    );
    if (seen.shell_ms === 0 && document.querySelector("h1") !== null) seen.shell_ms = now;
    if (seen.picture_ms === 0 && document.querySelector(NETWORK) !== null) seen.picture_ms = now;
    if (seen.picture_ms > 0 && epoch !== null && Number(epoch.value) > 0) seen.plays_ms = now;
    if (seen.plays_ms === 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  Object.assign(window, { opening: seen });
}
