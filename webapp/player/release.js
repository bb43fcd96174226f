/**
 * While two releases run side by side behind a balancer, the page may come from one node and this script from another,
 * which gives its own in place of one that it does not know. Such a page is loaded again, a few times.
 */
const KEY = 'sostenuto.mixed';
const TRIES = 5;
const PAUSE = 500;

/** @returns {boolean} whether the page and its script are of one release, or have to do as they are */
export const isOfOneRelease = () => {
  const release = /** @type {{release?: string}} */ (import.meta).release; // the build puts it in
  return !release || import.meta.url.includes(`/${release}/`) || tries() >= TRIES;
};

/** Nothing has begun yet that could be lost. */
export const loadAgain = () => setTimeout(() => {
  sessionStorage.setItem(KEY, String(tries() + 1));
  location.reload();
}, PAUSE);

/** Where a browser keeps nothing nobody could count: then it is not tried. */
function tries() {
  try {
    return Number(sessionStorage.getItem(KEY));
  } catch {
    return TRIES;
  }
}
