/** What the steps of `build.mjs` have in common: where things lie, how a tool is run, and what was done before. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export const NPM = 'src/main/npm';
export const MODULE = 'webapp/token';
export const TARGET = 'target/npm';
export const DECLARATIONS = join(MODULE, 'token-source.d.ts');
export const sources = under(MODULE).filter((file) => file.endsWith('.js'));

const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|network/;
const tools = ['package.json', 'package-lock.json', '.npmrc'].map((name) => join(NPM, name));

/** @returns {string[]} all files of a folder and its folders */
export function under(folder) {
  return readdirSync(folder, { withFileTypes: true }).sort(byName).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? under(path) : [path];
  });
}

/** A task that needs the tools. It is left out if it was done with the same files and tools before. */
export function step(name, files, task, result = TARGET) {
  const isNew = once(name, [...tools, ...files], result, () => {
    once('installed', tools, join(TARGET, 'node_modules'), install);
    task();
  });
  console.log(`npm: ${name}: ${isNew ? 'nothing to complain of' : 'as before, nothing has changed'}`);
}

/** Does a task, unless its result is there and was made of the same files. @returns {boolean} whether it was done now */
function once(name, files, result, task) {
  const stamp = join(TARGET, `${name}.done`);
  const hash = createHash('sha256').update(result);
  files.filter(existsSync).forEach((file) => hash.update(file).update(readFileSync(file)));
  const digest = hash.digest('hex');
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return false;
  task();
  writeFileSync(stamp, digest);
  return true;
}

function install() {
  mkdirSync(TARGET, { recursive: true });
  tools.forEach((file) => copyFileSync(file, join(TARGET, basename(file))));
  const { error, status, stderr } = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], TARGET);
  if (error) leave('npm is missing');
  if (status !== 0 && NO_NETWORK.test(stderr)) leave('npm cannot reach its registry');
  if (status !== 0) fail(stderr);
}

export function npm(args, cwd) {
  return spawnSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
}

/** Runs a script of Node's and fails with what it says, unless it ends well. @returns {string} what it printed */
export function node(script, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  if (status !== 0) fail(stdout + stderr);
  return stdout;
}

/** @returns {string} a file of an installed tool */
export function tool(path) {
  return join(TARGET, 'node_modules', path);
}

/** @returns {string} an empty folder under target/npm */
export function emptied(name) {
  const folder = join(TARGET, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

export function copy(files, folder) {
  files.forEach((file) => copyFileSync(file, join(folder, basename(file))));
}

export function leave(why) {
  console.log(`WARNING: The page and the client module were not checked, and no npm package was made: ${why}`);
  process.exit(0);
}

export function fail(why) {
  console.error(why);
  process.exit(1);
}

function byName(one, other) {
  return one.name < other.name ? -1 : 1;
}
