/** A fenced block of code, as it stands in a question. */
interface Block {
  /** The first word after the fence, which may be empty. */
  readonly language: string;
  readonly lines: readonly string[];
}

/** How a line is commented out; languages that are not named here do it with two slashes. */
const comments: readonly (readonly [RegExp, string, string])[] = [
  [
    /^(py|python|sh|shell|shellscript|bash|yaml|yml|toml|rb|ruby|r|perl|make|dockerfile)$/,
    '# ',
    '',
  ],
  [/^(sql|lua|haskell|hs|elm|ada)$/, '-- ', ''],
  [/^(html|xml|svg|md|markdown|vue)$/, '<!-- ', ' -->'],
  [/^(css|scss|less)$/, '/* ', ' */'],
];

/**
 * Answers about the first block of code that a question holds: what it is, a list of facts, and the
 * block with a comment above its first line. Undefined where the question holds none.
 */
export function answerAbout(question: string): string | undefined {
  const block = firstBlock(question);
  if (!block) return undefined;
  const { language, lines } = block;
  const filled = lines.filter((line) => line.trim() !== '');
  const [first = ''] = filled;
  const indentation = /^\s*/.exec(first)![0];
  const [, open, close] = comments.find(([names]) => names.test(language)) ?? [null, '// ', ''];
  const names = [...new Set(filled.join('\n').match(/\b[A-Za-z_]\w{2,}\b/g))].slice(0, 5);
  const changed = lines.map((line) =>
    line === first ? `${indentation}${open}Looked at by the local server.${close}\n${line}` : line,
  );
  const fence = fenceFor(lines.join('\n'));
  return [
    `This is ${language === '' ? 'text' : `**${language}**`} that begins with \`${first.trim().replaceAll('`', '')}\`.`,
    '',
    `- Lines: ${lines.length}, of which ${lines.length - filled.length} are empty`,
    `- Names in it: ${names.map((name) => `\`${name}\``).join(', ') || 'none'}`,
    `- Longest line: ${Math.max(...lines.map(({ length }) => length))} characters`,
    '',
    'With a comment above it:',
    '',
    `${fence}${language}`,
    ...changed,
    fence,
    '',
    'Nothing else is changed.',
  ].join('\n');
}

/** A fence has to be longer than any in the text it holds. */
export function fenceFor(text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map(({ length }) => length));
  return '`'.repeat(longest + 1);
}

function firstBlock(question: string): Block | undefined {
  const lines = question.split(/\r?\n/);
  const start = lines.findIndex((line) => /^`{3,}/.test(line));
  if (start === -1) return undefined;
  const [, fence = '', language = ''] = /^(`{3,})\s*([\w+#-]*)/.exec(lines[start]!)!;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^`+\s*$/.test(line) && line.trim().length >= fence.length);
  const inside = end === -1 ? rest : rest.slice(0, end);
  const isEmpty = inside.every((line) => line.trim() === '');
  return isEmpty ? undefined : { language: language.toLowerCase(), lines: inside };
}
