/** The client module as an npm package: the same files that the WAR serves, packed, checked, installed and used. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { copy, DECLARATIONS, emptied, fail, node, npm, NPM, sources, step, TARGET, tool, under } from './steps.mjs';

const README = join(NPM, 'package/README.md');
const MANIFEST = join(NPM, 'package/package.json');
const LICENSE = 'LICENSE';
const TRIAL = join(NPM, 'trial');

export function pack(version) {
  const { name } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  const file = `${name}-${version}.tgz`;
  const files = [...sources, DECLARATIONS, LICENSE, ...under(NPM)];
  step('package', files, () => {
    removeOld(name);
    stageAndPack(version);
    checkPackage(join(TARGET, file));
    tryOut(join(TARGET, file), version);
    copy([join(TARGET, file)], 'target'); // only one that works
  }, join('target', file));
}

function removeOld(name) {
  readdirSync('target').filter((file) => file.startsWith(`${name}-`)).forEach((file) => rmSync(join('target', file)));
}

function stageAndPack(version) {
  const stage = emptied('package');
  copy([...sources, DECLARATIONS, README, LICENSE], stage);
  const { name, ...manifest } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify({ name, version, ...manifest }, null, 2)}\n`);
  run(['pack', '--ignore-scripts', '--pack-destination', '..'], stage);
}

/** The package file itself, as it will be handed out. ES modules only: what `require` would make of it does not count. */
function checkPackage(packed) {
  const said = node(tool('publint/src/cli.js'), 'run', packed, '--strict');
  if (!said.includes('All good!')) fail(said); // a suggestion fails nothing by itself
  node(tool('@arethetypeswrong/cli/dist/index.js'), packed, '--profile', 'esm-only', '--no-definitely-typed', '--no-color');
}

/** Installs the package into an empty folder and lets a page use it, also bundled: then no module knows its address. */
function tryOut(packed, version) {
  const folder = emptied('trial');
  const alone = ['--prefix', '.', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  run(['install', join('..', basename(packed)), ...alone], folder);
  copy(under(TRIAL), folder);
  node(tool('typescript/bin/tsc'), '-p', folder);
  const page = join(folder, 'page.mjs');
  const bundle = ['--bundle', '--platform=node', '--log-override:empty-import-meta=silent', '--log-level=warning'];
  node(tool('esbuild/bin/esbuild'), page, ...bundle, `--outfile=${join(folder, 'bundled.cjs')}`);
  ['./page.mjs', './bundled.cjs'].forEach((one) => node(join(folder, 'run.mjs'), one, version));
}

function run(args, cwd) {
  const { status, stdout, stderr } = npm(args, cwd);
  if (status !== 0) fail(stdout + stderr);
}
