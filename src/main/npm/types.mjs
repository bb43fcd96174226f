/**
 * Checks the types of the client module with TypeScript, and that the committed declarations are those of the code.
 * Everything it needs and makes lies under target/npm; what was checked before is not checked again.
 *
 *   node src/main/npm/types.mjs        from the project's folder, as the build does it
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const NPM = 'src/main/npm';
const MODULE = 'webapp/token';
const DECLARATIONS = join(MODULE, 'token-source.d.ts');
const TARGET = 'target/npm';
const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|network/;

const sources = readdirSync(MODULE).filter((name) => name.endsWith('.js')).map((name) => join(MODULE, name));
const tools = ['package.json', 'package-lock.json', '.npmrc'].map((name) => join(NPM, name));
const settings = ['tsconfig.json', 'types.mjs'].map((name) => join(NPM, name));

mkdirSync(TARGET, { recursive: true });
const isChecked = once('checked', [...sources, ...tools, ...settings, DECLARATIONS].filter(existsSync), () => {
  once('installed', tools, install);
  check();
});
console.log(`The types of the client module are right${isChecked ? '' : ', as before: nothing has changed'}`);

/** Does a task, unless it was done with the same files before. @returns {boolean} whether it was done now */
function once(name, files, task) {
  const stamp = join(TARGET, name);
  const hash = createHash('sha256');
  files.forEach((file) => hash.update(file).update(readFileSync(file)));
  const digest = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return false;
  task();
  writeFileSync(stamp, digest);
  return true;
}

function install() {
  tools.forEach((file) => copyFileSync(file, join(TARGET, basename(file))));
  const npm = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: TARGET, encoding: 'utf8', shell: process.platform === 'win32' });
  if (npm.error) leave('The types of the client module were not checked: npm is missing');
  if (npm.status !== 0 && NO_NETWORK.test(npm.stderr)) {
    leave('The types of the client module were not checked: npm cannot reach its registry');
  }
  if (npm.status !== 0) fail(npm.stderr);
}

/** On copies: beside the module its own committed declarations would be read instead of it. */
function check() {
  const copy = join(TARGET, 'webapp/token');
  const types = join(TARGET, 'types');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  sources.forEach((file) => copyFileSync(file, join(copy, basename(file))));
  copyFileSync(join(NPM, 'tsconfig.json'), join(TARGET, 'tsconfig.json'));
  const compiler = join(TARGET, 'node_modules/typescript/bin/tsc');
  const tsc = spawnSync(process.execPath, [compiler, '-p', TARGET, '--outDir', types], { encoding: 'utf8' });
  if (tsc.status !== 0) fail(tsc.stdout.replaceAll(`${TARGET}/`, '') + tsc.stderr);
  const right = join(types, 'token-source.d.ts');
  if (!existsSync(DECLARATIONS) || normal(DECLARATIONS) !== normal(right)) {
    fail(`${DECLARATIONS} does not fit the code. Copy ${right} over it.`);
  }
}

function normal(file) {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}

function leave(why) {
  console.log(`WARNING: ${why}`);
  process.exit(0);
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
