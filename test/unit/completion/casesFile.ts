import { readdirSync, readFileSync } from 'node:fs';

/** A document with `█` at the cursor, the model's answer, and the document after accepting. */
export interface Case {
  readonly name: string;
  readonly languageId: string;
  readonly document: string;
  readonly answer: string;
  readonly after: string;
}

const FOLDER = 'test/unit/completion/cases';

/**
 * The tables of cases by file name. A case is `=== name (language)`, the document, `--- answer`, the answer, and `---
 * after` with the document after accepting, or `--- nothing`. Tabs are written as `→`, trailing spaces as `␠`,
 * carriage returns as `␍`.
 */
export function caseTables(): ReadonlyMap<string, readonly Case[]> {
  const names = readdirSync(FOLDER).sort();
  return new Map(
    names.map((name) => {
      const [before, ...cases] = readFileSync(`${FOLDER}/${name}`, 'utf8').split(/^=== /m);
      if (before !== '') throw new Error(`${name} begins with something else than a case`);
      return [name.replace('.txt', ''), cases.map((text) => parse(text, name))];
    }),
  );
}

function parse(text: string, file: string): Case {
  const parts =
    /^(?<name>.+) \((?<languageId>[\w-]+)\)\n(?<document>[^]*)\n--- answer\n(?<answer>[^]*)\n--- (?:nothing|after\n(?<after>[^]*))\n$/.exec(
      text,
    )?.groups;
  if (!parts) throw new Error(`${file} holds a case that cannot be read: ${text}`);
  const { name = '', languageId = '', document = '', answer = '' } = parts;
  return {
    name,
    languageId,
    document: plain(document),
    answer: plain(answer),
    after: plain(parts.after ?? document),
  };
}

function plain(text: string): string {
  return text.replaceAll('→', '\t').replaceAll('␠', ' ').replaceAll('␍', '\r');
}
