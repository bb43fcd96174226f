/**
 * While two releases run side by side behind a balancer, the page may come from one node and this script from another,
 * which gives its own in place of one that it does not know. Such a page is loaded again, a few times.
 */
const KEY = 'sostenuto.mixed';
const TRIES = 5;
const PAUSE = 500;

/** @returns {boolean} whether to begin: the page and its script are of one release, or have to do as they are */
export const isFitToBegin = () => {
  const release = /** @type {{release?: string}} */ (import.meta).release; // the build puts it in
  if (!release || import.meta.url.includes(`/${release}/`)) {
    forget();
    return true;
  }
  return !countTry();
};

/** Nothing has begun yet that could be lost. */
export const loadAgain = () => setTimeout(() => location.reload(), PAUSE);

/** @returns {boolean} whether there is one more. Where a browser keeps nothing nobody could count: then there is none */
function countTry() {
  try {
    const tries = Number(sessionStorage.getItem(KEY)) + 1;
    if (tries > TRIES) return false;
    sessionStorage.setItem(KEY, String(tries));
    return true;
  } catch {
    return false;
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch { /* nothing was kept */ }
}
