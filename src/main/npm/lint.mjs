/** ESLint for every script, html-validate for the page. */
import { join } from 'node:path';
import { copy, node, NPM, step, TARGET, tool, under } from './steps.mjs';

const CONFIG = join(NPM, 'eslint.config.mjs');
const MARKUP = join(NPM, 'html-validate.json');
const PAGE = 'webapp/index.html';

export function lint() {
  const scripts = [...under('webapp').filter((file) => file.endsWith('.js')), ...under(NPM)];
  step('scripts', scripts, checkScripts);
  step('page', [PAGE, ...under(NPM)], () => node(tool('html-validate/bin/html-validate.mjs'), '--config', MARKUP, PAGE));
}

function checkScripts() {
  copy([CONFIG], TARGET);
  node(tool('eslint/bin/eslint.js'), '--config', join(TARGET, 'eslint.config.mjs'), '--max-warnings', '0', 'webapp', NPM);
}
