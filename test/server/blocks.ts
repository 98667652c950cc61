/** A fenced code block in a question. */
export interface Block {
  /** The first word after the fence; may be empty. */
  readonly language: string;
  readonly lines: readonly string[];
  /** The last nonempty line above the block. */
  readonly title: string;
}

/** The text of a question without its blocks, and the blocks. */
export interface QuestionParts {
  readonly prose: string;
  /** Blocks that are not empty. */
  readonly blocks: readonly Block[];
}

/** Splits a question into text and blocks. An unclosed block extends to the end. */
export function partsOf(question: string): QuestionParts {
  const lines = question.split(/\r?\n/);
  const prose: string[] = [];
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, fence, language = ''] = /^(`{3,})\s*([\w+#-]*)/.exec(lines[at]!) ?? [];
    if (fence === undefined) {
      prose.push(lines[at]!);
      continue;
    }
    const rest = lines.slice(at + 1);
    const end = rest.findIndex(
      (line) => /^`+\s*$/.test(line) && line.trim().length >= fence.length,
    );
    const inside = end === -1 ? rest : rest.slice(0, end);
    const title = prose.findLast((line) => line.trim() !== '') ?? '';
    at += inside.length + 1;
    if (inside.every((line) => line.trim() === '')) continue;
    blocks.push({ language: language.toLowerCase(), lines: inside, title });
  }
  return { prose: prose.join('\n'), blocks };
}

/** Code in a fence longer than any in the code. */
export function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...(code.match(/`{3,}/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

/** Comment syntax by language; two slashes for all others. */
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

/** A text as a one-line comment. */
export function commented(language: string, text: string): string {
  const [, open, close] = comments.find(([names]) => names.test(language)) ?? [null, '// ', ''];
  return open + text + close;
}

/** Adds a comment above the first nonempty line, with the same indentation. */
export function withComment({ language, lines }: Block, text: string): string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const comment = indentOf(lines[first] ?? '') + commented(language, text);
  return lines.toSpliced(Math.max(0, first), 0, comment);
}

/** The indentation of a line. */
export function indentOf(line: string): string {
  return /^\s*/.exec(line)![0];
}
