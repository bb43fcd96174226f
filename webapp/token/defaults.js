/** What a page that says nothing gets. */

/**
 * Of this module's own address. A bundled one may have none, or that of the machine it was bundled on, which webpack writes
 * in here: it decides this condition as well, and leaves that address out. The two calls in one are a file to a bundler.
 */
export function contextRoot() {
  if (import.meta.url?.slice(0, 4) !== 'http') throw new TypeError('Sostenuto: baseUrl is missing');
  const here = new URL(import.meta.url);
  return new URL('..', here);
}

export function defaults() {
  return {
    client: 'sostenuto-page',
    credentials: /** @type {const} */ ('same-origin'),
    userToken: undefined,
    fetch: (/** @type {Parameters<typeof fetch>} */ ...call) => globalThis.fetch(...call),
    now: () => performance.now(),
    wall: () => Date.now(),
    random: Math.random,
    locks: globalThis.navigator?.locks,
    channel: undefined,
  };
}
