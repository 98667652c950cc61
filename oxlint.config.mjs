import { readdirSync, readFileSync } from 'node:fs';

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
  const targets = forbidden.flatMap((other) => {
    const parts = allowed.filter((entry) => entry.startsWith(`${other}/`));
    if (parts.length === 0) return [`${other}/`];
    const entries = readdirSync(new URL(`src/${other}`, import.meta.url));
    return entries.map((name) => `${other}/${name}`).filter((path) => !parts.includes(path));
  });
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(extension\\.ts$|${targets.join('|')})`,
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

/** Sets rules of a plugin to 'error'. */
const errors = (plugin, names) =>
  Object.fromEntries(names.map((name) => [plugin ? `${plugin}/${name}` : name, 'error']));

export default {
  plugins: ['typescript', 'oxc', 'import'],
  categories: { correctness: 'error' },
  options: { typeAware: true, maxWarnings: 0, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['dist/', '.vscode-test/', 'test/fixtures/'],
  env: { builtin: true },
  rules: {
    ...errors('', [
      ...['no-array-constructor', 'no-case-declarations', 'no-console', 'no-empty'],
      ...['no-fallthrough', 'no-prototype-builtins', 'no-regex-spaces', 'no-useless-assignment'],
      ...['no-useless-constructor', 'no-var', 'prefer-const', 'prefer-rest-params'],
      ...['prefer-spread', 'preserve-caught-error'],
    ]),
    'import/no-default-export': 'error',
    // Sorting by text, without `compare`, is intended.
    'typescript/require-array-sort-compare': 'off',
  },
  overrides: [
    {
      files: ['**/*.{ts,tsx}'],
      rules: {
        ...errors('typescript', [
          ...['ban-ts-comment', 'consistent-type-imports', 'no-confusing-void-expression'],
          ...['no-deprecated', 'no-dynamic-delete', 'no-empty-object-type', 'no-explicit-any'],
          ...['no-extraneous-class', 'no-generated-empty-object-type', 'no-invalid-void-type'],
          ...['no-misused-promises', 'no-mixed-enums', 'no-namespace'],
          ...['no-non-null-asserted-nullish-coalescing', 'no-non-null-assertion'],
          ...['no-require-imports', 'no-unnecessary-boolean-literal-compare'],
          ...['no-unnecessary-condition', 'no-unnecessary-template-expression'],
          ...['no-unnecessary-type-arguments', 'no-unnecessary-type-assertion'],
          ...['no-unnecessary-type-constraint', 'no-unnecessary-type-conversion'],
          ...['no-unnecessary-type-parameters', 'no-unsafe-argument', 'no-unsafe-assignment'],
          ...['no-unsafe-call', 'no-unsafe-enum-assignment', 'no-unsafe-enum-comparison'],
          ...['no-unsafe-function-type', 'no-unsafe-member-access', 'no-unsafe-return'],
          ...['only-throw-error', 'prefer-literal-enum-member', 'prefer-promise-reject-errors'],
          ...['prefer-reduce-type-parameter', 'prefer-return-this-type'],
          ...['related-getter-setter-pairs', 'require-await', 'return-await'],
          ...['switch-exhaustiveness-check', 'unified-signatures'],
          'use-unknown-in-catch-callback-variable',
        ]),
        'typescript/restrict-plus-operands': [
          'error',
          {
            ...{ allowAny: false, allowBoolean: false, allowNullish: false },
            ...{ allowNumberAndString: false, allowRegExp: false },
          },
        ],
        'typescript/restrict-template-expressions': ['error', { allowNumber: true }],
      },
    },
    {
      files: ['src/**/*.{ts,tsx}'],
      plugins: ['unicorn'],
      rules: {
        'unicorn/no-useless-spread': 'error',
        'unicorn/no-new-array': 'off',
        'unicorn/prefer-string-starts-ends-with': 'off',
      },
    },
    {
      files: ['**/*.mjs'],
      rules: { 'no-console': 'off', 'import/no-default-export': 'off' },
    },
    ...folders.map(importRules),
    {
      files: ['test/**/*.{ts,tsx}'],
      rules: {
        // Tools print to the terminal, and tests access third-party data.
        'no-console': 'off',
        'typescript/no-non-null-assertion': 'off',
        'typescript/require-await': 'off',
        'no-unsafe-optional-chaining': 'off',
      },
    },
  ],
};
