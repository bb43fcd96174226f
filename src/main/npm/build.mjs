/**
 * What the build does with npm's tools: it checks the page and the client module, and packs the module for npm. All that
 * it needs and makes lies under target/npm, but for the package itself, target/sostenuto-token-source-*.tgz.
 *
 *   node src/main/npm/build.mjs 1.0.0        from the project's folder, as the build does it
 */
import { lint } from './lint.mjs';
import { pack } from './pack.mjs';
import { leave } from './steps.mjs';
import { checkTypes } from './types.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) leave(`its tools need Node 20.19, and this is ${process.version}`);

lint();
checkTypes();
pack(process.argv[2]);
