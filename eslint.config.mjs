import { readFileSync } from 'node:fs';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * The folders of `src` that each folder may import. test/unit/architecture.test.ts uses the same table and also rejects
 * import cycles, and value imports where only types are allowed.
 */
const layers = JSON.parse(readFileSync(new URL('src/layers.json', import.meta.url), 'utf8'));
const folders = Object.keys(layers);
/** Folders that don't depend on VS Code, Node or the DOM. */
const pure = folders.filter((folder) => folder !== 'vscode' && folder !== 'webview');

const importRules = (folder) => {
  const allowed = layers[folder].map((entry) => entry.split(':')[0]);
  const forbidden = folders.filter((other) => other !== folder && !allowed.includes(other));
  const targets = forbidden.map((other) => {
    const parts = allowed.filter((entry) => entry.startsWith(`${other}/`));
    return parts.length
      ? `${other}/(?!${parts.map((p) => p.slice(other.length + 1)).join('|')})`
      : other;
  });
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(extension\\.ts$|(${targets.join('|')})/)`,
              message: `src/${folder} may import only ${allowed.join(', ') || 'its own files'}.`,
            },
            ...(folder === 'vscode'
              ? []
              : [
                  {
                    regex: '^(vscode$|node:)',
                    message: 'Only src/vscode may import VS Code and Node modules.',
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
              { object: 'Date', property: 'now', message: 'Inject a Clock.' },
              { object: 'Math', property: 'random', message: 'Inject a random source.' },
            ],
          }
        : {}),
    },
  };
};

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
        { selector: 'ExportDefaultDeclaration', message: 'Use named exports.' },
        {
          selector: 'ExportAllDeclaration',
          message: 'Import from the declaring file instead of re-exporting.',
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
  ...folders.map(importRules),
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      // Tools print to the terminal, and tests access third-party data.
      'no-console': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  prettier,
);
