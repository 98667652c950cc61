import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Who may import whom. test/unit/house.test.ts holds the same laws, so that neither can drift. */
const folders = ['mistral', 'completion', 'chat', 'code', 'usage', 'protocol', 'vscode', 'webview'];
const mayImport = {
  mistral: [],
  completion: ['mistral'],
  chat: ['mistral'],
  code: ['mistral'],
  usage: ['mistral'],
  protocol: ['chat'],
  vscode: ['mistral', 'completion', 'chat', 'code', 'usage', 'protocol'],
  webview: ['chat', 'protocol'],
};
const pure = ['mistral', 'completion', 'chat', 'code', 'usage', 'protocol'];

const lawOf = (folder) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(${['extension', ...folders.filter((f) => f !== folder && !mayImport[folder].includes(f))].join('|')})(/|\\.ts$)`,
            message: `src/${folder} may import ${mayImport[folder].join(', ') || 'no other folder of src'}.`,
          },
          ...(folder === 'vscode'
            ? []
            : [
                {
                  regex: '^(vscode$|node:)',
                  message: 'Pure folders know neither VS Code nor Node.',
                },
              ]),
        ],
      },
    ],
    ...(pure.includes(folder)
      ? {
          'no-restricted-globals': [
            'error',
            ...['process', 'Buffer', 'require', 'window', 'document', 'navigator', '__dirname'],
          ],
          'no-restricted-properties': [
            'error',
            { object: 'Date', property: 'now', message: 'Time is injected: use the Clock.' },
            { object: 'Math', property: 'random', message: 'Randomness is injected.' },
          ],
        }
      : {}),
  },
});

export default defineConfig(
  { ignores: ['dist/', '.vscode-test/', 'node_modules/', 'test/fixtures/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        {
          selector: 'ExportAllDeclaration',
          message: 'No barrels: import from the file that has it.',
        },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly' },
    },
  },
  ...folders.map(lawOf),
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      // The commands of the repository speak to a terminal, and tests look into other people's shapes.
      'no-console': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  prettier,
);
