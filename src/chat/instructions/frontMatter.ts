/** The fields of front matter that are used. */
export interface FrontMatter {
  /** Globs, separated by commas. */
  readonly applyTo?: string;
  readonly description?: string;
}

/** A file of instructions without its front matter. */
export interface InstructionText {
  /** Undefined if it can't be read: then the file is never applied automatically. */
  readonly matter: FrontMatter | undefined;
  readonly body: string;
}

/** Longer front matter can't be read, in characters. */
const MAX_LENGTH = 10_000;

/**
 * Reads the two fields that are used, as VS Code writes them: a plain or quoted text, or a list in one line. It is not
 * YAML: there, a plain text can't begin with an asterisk, but `applyTo: **` is what everyone writes. Other lines are
 * skipped.
 */
export function readFrontMatter(text: string): InstructionText {
  const source = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const opened = /^---[ \t]*\n/.exec(source)?.[0];
  if (opened === undefined) return { matter: {}, body: source };
  const rest = `\n${source.slice(opened.length, opened.length + MAX_LENGTH)}`;
  const closed = /\n---[ \t]*(?:\n|$)/.exec(rest);
  if (!closed) return { matter: undefined, body: source };
  const body = source.slice(opened.length + closed.index + closed[0].length - 1);
  let matter: FrontMatter | undefined = {};
  for (const line of rest.slice(0, closed.index).split('\n')) {
    const [, name, written = ''] = /^(applyTo|description)[ \t]*:(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const value = valueOf(written.trim());
    if (value === undefined) matter = undefined;
    else if (matter) matter = { ...matter, [name]: value };
  }
  return { matter, body };
}

/** The text of a value; undefined if it is not written in a known form. */
function valueOf(written: string): string | undefined {
  if (written.startsWith('[')) {
    const inside = written.endsWith(']') ? written.slice(1, -1) : undefined;
    const items = inside?.split(',').map((item) => scalarOf(item.trim()));
    return items?.every((item) => item !== undefined) === true ? items.join(',') : undefined;
  }
  return scalarOf(written);
}

function scalarOf(written: string): string | undefined {
  const [quote] = written;
  if (quote !== '"' && quote !== "'") {
    // A block or an anchor; a comment begins with a space and a number sign.
    return /^[|>&]/.test(written) ? undefined : (written.split(/[ \t]#/, 1)[0]?.trim() ?? '');
  }
  const end = written.indexOf(quote, 1);
  const after = end === -1 ? '?' : written.slice(end + 1).trim();
  return after === '' || after.startsWith('#') ? written.slice(1, end) : undefined;
}
