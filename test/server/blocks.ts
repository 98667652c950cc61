/** A fenced block of code, as it stands in a question. */
export interface Block {
  /** The first word after the fence, which may be empty. */
  readonly language: string;
  readonly lines: readonly string[];
  /** The last line above it that says something. */
  readonly title: string;
}

/** What a question says, apart from its blocks, and these. */
export interface Parts {
  readonly prose: string;
  /** Only those with something in them. */
  readonly blocks: readonly Block[];
}

/** Takes a question apart; a block without an end reaches to the question's. */
export function partsOf(question: string): Parts {
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

/** Code in a fence that is longer than any in it. */
export function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...(code.match(/`{3,}/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
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

/** A text as a comment of one line. */
export function commented(language: string, text: string): string {
  const [, open, close] = comments.find(([names]) => names.test(language)) ?? [null, '// ', ''];
  return open + text + close;
}

/** Lines with a comment above the first that is not blank, as far right as it. */
export function withComment({ language, lines }: Block, text: string): string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const comment = indentOf(lines[first] ?? '') + commented(language, text);
  return lines.toSpliced(Math.max(0, first), 0, comment);
}

/** The blanks that a line begins with. */
export function indentOf(line: string): string {
  return /^\s*/.exec(line)![0];
}
