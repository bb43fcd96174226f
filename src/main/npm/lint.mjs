/** ESLint for every script, html-validate for the pages, Spectral for the description of the API. */
import { join } from 'node:path';
import { copy, node, NPM, step, TARGET, tool, under } from './steps.mjs';

const CONFIG = join(NPM, 'eslint.config.mjs');
const MARKUP = join(NPM, 'html-validate.json');
const SAMPLE = 'src/site/resources/sample';
const PAGES = ['webapp/index.html', 'src/main/resources/pages/connect.html', 'src/main/resources/pages/connect-over.html', join(SAMPLE, 'index.html')];
const API = 'webapp/openapi.yaml';
const API_RULES = join(NPM, 'spectral.yaml');

export function lint() {
  const scripts = [...[...under('webapp'), ...under(SAMPLE)].filter((file) => file.endsWith('.js')), ...under(NPM)];
  step('scripts', scripts, checkScripts);
  step('pages', [...PAGES, ...under(NPM)], () => node(tool('html-validate/bin/html-validate.mjs'), '--config', MARKUP, ...PAGES));
  step('api', [API, API_RULES], () => node(tool('@stoplight/spectral-cli/dist/index.js'), 'lint', '--ruleset', API_RULES,
    '--fail-severity', 'warn', API));
}

function checkScripts() {
  copy([CONFIG], TARGET);
  node(tool('eslint/bin/eslint.js'), '--config', join(TARGET, 'eslint.config.mjs'), '--max-warnings', '0', 'webapp', SAMPLE, NPM);
}
