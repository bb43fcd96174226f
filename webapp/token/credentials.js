/**
 * What shows the server who asks: the browser's cookie, with the header that no form can send; or the token of one of the
 * application's own users, and then nothing that a browser would add.
 *
 * @typedef {{headers: Record<string, string>, credentials: RequestCredentials}} Proof
 */

const TOLD_WITHIN = 10_000;

export class CookieCredentials {
  isOfUser = false;
  #client;
  #credentials;

  /**
   * @param {string} client
   * @param {RequestCredentials} credentials
   */
  constructor(client, credentials) {
    this.#client = client;
    this.#credentials = credentials;
  }

  /** @param {string} method @returns {Promise<Proof>} */
  async prove(method) {
    return { headers: method === 'GET' ? {} : { 'Sostenuto-Client': this.#client }, credentials: this.#credentials };
  }
}

export class UserCredentials {
  isOfUser = true;
  #userToken;

  /** @param {() => Promise<string>} userToken */
  constructor(userToken) {
    this.#userToken = userToken;
  }

  /** @returns {Promise<Proof>} It fails where the application has no token in time. */
  async prove() {
    const { promise, end } = timeout();
    const told = Promise.resolve().then(this.#userToken); // whatever it throws
    const token = await Promise.race([told, promise]).finally(end);
    return { headers: { Authorization: `Bearer ${token}` }, credentials: 'omit' };
  }
}

/** @returns {{promise: Promise<never>, end: () => void}} */
function timeout() {
  let end = () => {};
  /** @type {Promise<never>} */
  const promise = new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error('no user token in time')), TOLD_WITHIN);
    end = () => clearTimeout(timer);
  });
  return { promise, end };
}
