/** Small helpers of the elements. An element renders state it is given, and tells what the user wants as an event. */

/**
 * @param {Element} element
 * @param {string} name    what the user wants; player.js knows what to do about it
 * @param {*} [value]
 */
export const want = (element, name, value) =>
  element.dispatchEvent(new CustomEvent('want', { bubbles: true, detail: { name, value } }));

/** Writes only what is different, so that a live region speaks only when there is something new. */
export const setText = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/** @param {Element} element @param {string} name @param {string} value */
export const setAttribute = (element, name, value) => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
};
