import { dirname, join } from 'node:path';

export default {
  output: 'export',
  basePath: '/app',
  distDir: join('..', process.env.BUILT),
  turbopack: { root: dirname(import.meta.dirname) },
};
