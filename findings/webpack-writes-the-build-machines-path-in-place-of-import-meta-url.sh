#!/usr/bin/env bash
# One would guess: in a bundle import.meta.url is the address of the script, as in the browser, or nothing; and a module that
#   looks above its own address is none of the bundler's business.
# What happens: webpack writes the file: address that the module had on the machine of the build into the bundle, user and
#   folder with it. new URL('..', import.meta.url) in one call it takes for a file to be bundled: 5.101.0 fails with "Can't
#   resolve '..'", 5.113.0 builds it. import.meta.resolve('../') is the other way round. A condition on import.meta.url.slice(…)
#   both decide while they build, and what it excludes is left out.
# Why it matters here: the client module looks above its own address where it is told no baseUrl. The two calls are apart, and
#   such a condition before them keeps the path of the machine out of the bundle (webapp/token/defaults.js, contextRoot).
# Seen with webpack 5.101.0 and 5.113.0 (Node 20.20.2); "the path" is the folder's name in what was built:
#   5.101.0  in one call: fails          in two: the path   behind a condition: no path   import.meta.resolve: builds, no path
#   5.113.0  in one call: builds, no path   in two: the path   behind a condition: no path   import.meta.resolve: fails
# Needs: Node 20.19 or newer with npm. Exits with 0 while it is so, with 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true, "type": "module"}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund old@npm:webpack@5.101.0 new@npm:webpack@5.113.0
echo "console.log(new URL('..', import.meta.url));" > one.js
echo "const here = new URL(import.meta.url); console.log(new URL('..', here));" > two.js
cat > condition.js <<'JS'
const root = () => {
  if (import.meta.url.slice(0, 4) !== 'http') throw new TypeError('none');
  const here = new URL(import.meta.url);
  return new URL('..', here);
};
console.log(root());
JS
echo "console.log(import.meta.resolve?.('../'));" > resolve.js
cat > build.mjs <<'JS'
import { readFileSync } from 'node:fs';

const [release, entry] = process.argv.slice(2);
const { default: webpack } = await import(release);
const context = import.meta.dirname;
const output = { path: `${context}/built`, filename: `${release}-${entry}.js` };
webpack({ mode: 'production', context, entry: `./${entry}.js`, output }, (error, stats) => {
  if (error || stats.hasErrors()) console.log('fails');
  else console.log(readFileSync(`${output.path}/${output.filename}`, 'utf8').includes(context) ? 'the path' : 'no path');
});
JS
seen=
for release in old new; do
  for entry in one two condition resolve; do
    result=$(node build.mjs "$release" "$entry")
    echo "$release $entry: $result"
    seen="$seen$result,"
  done
done
[ "$seen" = 'fails,the path,no path,no path,no path,the path,no path,fails,' ]
