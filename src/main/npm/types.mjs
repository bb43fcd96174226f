/** The types of the client module, by TypeScript; and whether the committed declarations are those of the code. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copy, DECLARATIONS, emptied, fail, node, NPM, sources, step, TARGET, tool } from './steps.mjs';

const SETTINGS = join(NPM, 'tsconfig.json');

export function checkTypes() {
  step('types', [...sources, DECLARATIONS, SETTINGS, join(NPM, 'types.mjs')], check);
}

/** On copies: beside the module its own committed declarations would be read instead of it. */
function check() {
  copy(sources, emptied('webapp/token'));
  copy([SETTINGS], TARGET);
  const types = emptied('types');
  node(tool('typescript/bin/tsc'), '-p', TARGET, '--outDir', types);
  const right = join(types, 'token-source.d.ts');
  if (!existsSync(DECLARATIONS) || normal(DECLARATIONS) !== normal(right)) {
    fail(`${DECLARATIONS} does not fit the code. Copy ${right} over it.`);
  }
}

function normal(file) {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
