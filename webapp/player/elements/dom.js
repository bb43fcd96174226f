/** Small helpers of the elements. An element renders state it is given, and tells what the user wants as an event. */

const SVG = 'http://www.w3.org/2000/svg';

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

/** Shows a picture, or nothing where there is none. @param {HTMLImageElement} image @param {string|null} address */
export const setPicture = (image, address) => {
  image.hidden = !address;
  if (address) setAttribute(image, 'src', address);
  else image.removeAttribute('src');
};

/** @param {string} name @param {Record<string, string|number>} attributes @param {Node[]} [children] */
export const svg = (name, attributes, children = []) => {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, String(value)));
  element.append(...children);
  return element;
};
