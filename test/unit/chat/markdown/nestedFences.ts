/** Answers with nested fences, as models write them, and the intended code. */
export const NESTED_FENCES: readonly {
  readonly name: string;
  readonly markdown: string;
  readonly codes: readonly string[];
}[] = [
  {
    name: 'a fence with a language in a fence of Markdown',
    markdown: 'A README:\n\n```markdown\n# T\n\n```sh\nnpm i\n```\n\nEnd.\n```\n\nThat is all.',
    codes: ['# T\n\n```sh\nnpm i\n```\n\nEnd.'],
  },
  {
    name: 'two of them',
    markdown: '```md\n```sh\na\n```\n```js\nb\n```\n```\nthen\n```ts\nc\n```',
    codes: ['```sh\na\n```\n```js\nb\n```', 'c'],
  },
  {
    name: 'a bare fence after an empty line in a fence of Markdown',
    markdown: '```markdown\n# T\n\n```\nnpm i\n```\n\nEnd.\n```\n\nThat is all.',
    codes: ['# T\n\n```\nnpm i\n```\n\nEnd.'],
  },
  {
    name: 'a bare fence after a colon in a fence of Markdown',
    markdown: '```md\nRun this:\n```\nnpm i\n```\n```',
    codes: ['Run this:\n```\nnpm i\n```'],
  },
  {
    name: 'a fence of Markdown that ends after an empty line',
    markdown: '```md\n# T\n\n```\n\nThat is all.\n\n```ts\na\n```',
    codes: ['# T\n', 'a'],
  },
  {
    name: 'a fence of Markdown that ends with the answer',
    markdown: '```md\n# T\n\n```',
    codes: ['# T\n'],
  },
  {
    name: 'fences in a longer fence',
    markdown: '````markdown\n```sh\na\n```\n\n```\nb\n```\n````\nEnd.\n```\nc\n```',
    codes: ['```sh\na\n```\n\n```\nb\n```', 'c'],
  },
  {
    name: 'a longer fence inside',
    markdown: '```md\n````ts\n```\na\n````\n```\nEnd.',
    codes: ['````ts\n```\na\n````'],
  },
  {
    name: 'tildes in backticks',
    markdown: '```md\n~~~ts\na\n~~~\n```\nEnd.',
    codes: ['~~~ts\na\n~~~'],
  },
  {
    name: 'what looks like a fence with a language in other code',
    markdown: '```ts\nconst a = `\n```js\n`;\n```\nEnd.',
    codes: ['const a = `\n```js\n`;'],
  },
];
