/**
 * MDN's HTTP Observatory, which always looks at the ports 80 and 443: both are led to the test's own.
 *
 *   node observe.mjs <host> <port of http> <port of https>
 */
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { dirname, join } from 'node:path';

const [host, plain, tls] = process.argv.slice(2);
const ports = new Map([[80, Number(plain)], [443, Number(tls)]]);
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function toOurs(...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (ports.has(Number(options?.port))) options.port = ports.get(Number(options.port));
  return connect.apply(this, args);
};

// The list of preloaded hosts is fetched by an installation script, which does not run here; we are not on it
const installed = dirname(createRequire(import.meta.url).resolve('@mdn/mdn-http-observatory/package.json'));
const preloaded = join(installed, 'conf/hsts-preload.json');
if (!existsSync(preloaded)) writeFileSync(preloaded, '{}');

const { scan } = await import('@mdn/mdn-http-observatory');
const { scan: { grade, score }, tests } = await scan(host);
const results = Object.entries(tests).map(([name, { pass, result, scoreModifier }]) => ({ name, pass, result, points: scoreModifier }));
process.stdout.write(JSON.stringify({ grade, score, results }));
