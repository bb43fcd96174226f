/** The page's own address: where a login comes back to, and what a failed one left in it. */

/** @returns {string|null} the code of a login that failed; the address no longer shows it afterwards */
export const takeLoginCode = () => {
  const code = new URLSearchParams(location.search).get('login');
  if (code !== null) history.replaceState(history.state, '', here() + location.hash);
  return code;
};

/** @param {string} loginUrl @returns {string} the login that comes back to this page */
export const loginThatReturns = (loginUrl) =>
  `${loginUrl}${loginUrl.includes('?') ? '&' : '?'}${new URLSearchParams({ return_to: here() })}`;

function here() {
  const query = new URLSearchParams(location.search);
  query.delete('login');
  return location.pathname + (query.toString() && `?${query}`);
}
