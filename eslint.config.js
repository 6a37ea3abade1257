import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';

const oneWay = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Settings come from platform/config.ts, which reads the environment once.',
  },
  {
    selector: "NewExpression[callee.name='Function']",
    message: 'No code is ever made from a string: expressions are jq (core/jq), code runs in an isolate.',
  },
  {
    selector: "CallExpression[callee.name='eval']",
    message: 'No code is ever made from a string: expressions are jq (core/jq), code runs in an isolate.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'admin-ui/dist',
      'data',
      'coverage',
      'admin-ui/src/api/schema.d.ts',
      '**/*.js',
      '**/*.mjs',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/require-await': 'off',
      // Nothing of ours depends on `this`: functions first.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...oneWay],
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'HTTP leaves through platform/egress, which checks the address.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'node:vm', message: 'node:vm is no sandbox.' },
            { name: 'vm', message: 'node:vm is no sandbox.' },
          ],
        },
      ],
    },
  },
  {
    // Programs of the terminal: they print, and they read the environment they are given.
    files: [
      'scripts/**',
      'bench/**',
      'chaos/**',
      'test/**',
      'app/run.ts',
      'app/hub.ts',
      'app/mcp-stdio.ts',
      'app/print-*.ts',
    ],
    rules: { 'no-console': 'off', 'no-restricted-syntax': 'off', 'no-restricted-globals': 'off' },
  },
  {
    files: ['admin-ui/**'],
    plugins: { 'react-hooks': reactHooks },
    rules: { ...reactHooks.configs.recommended.rules, 'no-restricted-globals': 'off' },
  },
);
