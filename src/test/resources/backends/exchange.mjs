/**
 * A backend in Node, with oauth4webapi: by a secret, then by a key, and the end of the grant. Says what it got, a line each.
 *
 *   SECRET=… KEY='{jwk}' USER_TOKEN=… node exchange.mjs path/of/oauth4webapi http://127.0.0.1:8080
 */
import { pathToFileURL } from 'node:url';

const [, , library, url] = process.argv;
const oauth = await import(pathToFileURL(`${library}/build/index.js`).href);
const server = { issuer: url, token_endpoint: `${url}/api/oauth/token`, revocation_endpoint: `${url}/api/oauth/revoke` };
const onLoopback = { [oauth.allowInsecureRequests]: true };
const jwk = JSON.parse(process.env.KEY);
const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);

async function exchange(client, authentication, subjectToken) {
  const response = await oauth.genericTokenEndpointRequest(server, client, authentication,
    'urn:ietf:params:oauth:grant-type:token-exchange',
    { subject_token: subjectToken, subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' }, onLoopback);
  const token = await oauth.processGenericTokenEndpointResponse(server, client, response);
  return `version ${token.version}, ${token.issued_token_type}`;
}

const jobs = { client_id: 'jobs' };
const shop = { client_id: 'shop' };
const bySecret = oauth.ClientSecretBasic(process.env.SECRET);
const byKey = oauth.PrivateKeyJwt({ key, kid: jwk.kid });
console.log(await exchange(jobs, bySecret, process.env.USER_TOKEN));
console.log(await exchange(shop, byKey, process.env.USER_TOKEN));
await oauth.processRevocationResponse(
  await oauth.revocationRequest(server, shop, byKey, process.env.USER_TOKEN, onLoopback));
try {
  await exchange(jobs, bySecret, process.env.USER_TOKEN);
} catch (refused) {
  console.log(`${refused.status} ${refused.error} ${refused.cause.reason}`);
}
