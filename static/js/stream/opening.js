/**
 * The first experiment, which the server keeps as two files: the page asks for the first before its
 * script is there, and for the second, which would hold the script up, from here.
 */

/**
 * @param {string} address of the files
 * @param {Promise<Response | null> | null} early the answer for the first, if it was asked for
 * @param {typeof fetch} [fetcher]
 * @returns {(signal: AbortSignal) => Promise<Response | null>} the events of both, as they come; null
 *   where the server does not give them
 */
export function createOpening(address, early, fetcher = fetch) {
  let asked = early;
  return async (signal) => {
    const waiting = asked ?? fetcher(`${address}/0`, { signal }).catch(() => null);
    // An answer can be read once; the browser keeps what it holds.
    asked = null;
    const first = await waiting;
    if (!first?.ok || first.body === null) return null;
    const { readable, writable } = new TransformStream();
    // Only once the first is read, and with that shown: the line is the first picture's until then.
    const second = () => fetcher(`${address}/1`, { signal });
    join(first.body, second, writable).catch((error) => writable.abort(error).catch(() => {}));
    return new Response(readable);
  };
}

/**
 * @param {ReadableStream<Uint8Array>} first
 * @param {() => Promise<Response>} second
 * @param {WritableStream<Uint8Array>} into
 */
async function join(first, second, into) {
  await first.pipeTo(into, { preventClose: true });
  const rest = await second();
  if (!rest.ok || rest.body === null) throw new Error(`the second part: status ${rest.status}`);
  await rest.body.pipeTo(into);
}
