/** Runs a page, as it is or bundled, against a server that answers once: `node run.mjs ./page.mjs 1.0.0` */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const [page, version] = process.argv.slice(2);
const { firstToken } = await import(page);
const asked = [];
const answer = { accessToken: 'packed', tokenType: 'Bearer', expiresIn: 3600, scope: 'streaming', version: 7 };

const { accessToken, state } = await firstToken(async (address, { method, headers, credentials }) => {
  asked.push({ address: String(address), method, headers, credentials });
  return Response.json(answer);
});

assert.equal(accessToken, 'packed');
assert.equal(state.name, 'connected');
assert.equal(state.version, 7);
assert.deepEqual(asked, [{
  address: 'https://music.example.com/sostenuto/api/token?minTtl=3500',
  method: 'POST',
  headers: { 'Sostenuto-Client': 'sostenuto-page' },
  credentials: 'include',
}]);
const require = createRequire(import.meta.url);
assert.equal(require('sostenuto-token-source/package.json').version, version);
if (process.features.require_module) assert.equal(typeof require('sostenuto-token-source').createTokenSource, 'function');
