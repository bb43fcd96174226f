/** Into the folder that BUILT names, as webpack's own command does it: node webpack.mjs */
import { join } from 'node:path';
import webpack from 'webpack';

const context = import.meta.dirname;
const output = { path: join(context, process.env.BUILT) };
webpack({ mode: 'production', context, entry: './page/main.js', output }, (error, stats) => {
  console.log(String(error ?? stats));
  process.exitCode = error || stats.hasErrors() || stats.hasWarnings() ? 1 : 0;
});
