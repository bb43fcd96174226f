/** For the page, the client module and these scripts. It is copied beside the tools it imports, and run from there. */
import js from '@eslint/js';
import noUnsanitized from 'eslint-plugin-no-unsanitized';
import globals from 'globals';

const sensible = {
  'array-callback-return': 'error',
  'consistent-return': 'error',
  'eqeqeq': 'error',
  'no-constructor-return': 'error',
  'no-duplicate-imports': 'error',
  'no-eval': 'error',
  'no-extend-native': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-param-reassign': 'error',
  'no-script-url': 'error',
  'no-self-compare': 'error',
  'no-shadow': 'error',
  'no-template-curly-in-string': 'error',
  'no-throw-literal': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unreachable-loop': 'error',
  // Named further down but used later than that: methods are in the order of their calls
  'no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'prefer-promise-reject-errors': 'error',
};

export default [
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  js.configs.recommended,
  { rules: sensible },
  {
    files: ['webapp/**/*.js', 'src/site/**/*.js'],
    languageOptions: { globals: globals.browser },
    // A console.log would be a forgotten one; what goes wrong may be said
    rules: { 'no-console': ['error', { allow: ['warn', 'error'] }] },
  },
  // innerHTML takes text of the program only
  { files: ['webapp/**/*.js', 'src/site/**/*.js'], ...noUnsanitized.configs.recommended },
  { files: ['src/main/npm/**/*.mjs'], languageOptions: { globals: globals.node } },
];
