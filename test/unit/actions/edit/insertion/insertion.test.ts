import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { InsertionContext } from '../../../../../src/actions/edit/insertion/insertion.ts';
import { insertionOf, replacementOf } from '../../../../../src/actions/edit/insertion/insertion.ts';

/**
 * A case of the table: `=== name (language, indentation)`, a document with `█` at the cursor, `--- code` with the
 * block, `--- after` with the resulting document. Tabs are written as `→`, trailing spaces as `␠`, carriage returns
 * as `␍`.
 */
interface Case {
  readonly name: string;
  readonly languageId: string;
  readonly unit: string;
  readonly document: string;
  readonly code: string;
  readonly after: string;
}

function cases(): Case[] {
  const [before, ...texts] = readFileSync(
    'test/unit/actions/edit/insertion/cases.txt',
    'utf8',
  ).split(/^=== /m);
  assert.equal(before, '');
  return texts.map((text) => {
    const groups =
      /^(?<name>.+) \((?<languageId>\w+), (?<unit>tab|\d)\)\n(?<document>[^]*)\n--- code\n(?<code>[^]*)\n--- after\n(?<after>[^]*)\n$/.exec(
        text,
      )?.groups;
    assert.ok(groups, text);
    const { name = '', languageId = '', unit = '', document = '', code = '', after = '' } = groups;
    const step = unit === 'tab' ? '\t' : ' '.repeat(Number(unit));
    const texts = { document: plain(document), code: plain(code), after: plain(after) };
    return { name, languageId, unit: step, ...texts };
  });
}

function plain(text: string): string {
  return text.replaceAll('→', '\t').replaceAll('␠', ' ').replaceAll('␍', '\r');
}

/** The surroundings of a range of a document. */
function contextIn(
  text: string,
  start: number,
  end: number,
  place: Partial<InsertionContext> = {},
): InsertionContext {
  const above = text.slice(0, start).split(/\r?\n/);
  const below = text.slice(end).split(/\r?\n/);
  const hasText = (line: string) => line.trim() !== '';
  return {
    ...{ languageId: 'typescript', unit: '  ', tabSize: 4 },
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    before: above.at(-1) ?? '',
    after: below[0] ?? '',
    above: above.slice(0, -1).findLast(hasText) ?? '',
    below: below.slice(1).find(hasText) ?? '',
    ...place,
  };
}

describe('insertionOf', () => {
  for (const { name, languageId, unit, document, code, after } of cases()) {
    it(`inserts ${name}`, () => {
      const at = document.indexOf('█');
      const text = document.replace('█', '');
      const { text: insert, cursor } = insertionOf(
        code,
        contextIn(text, at, at, { languageId, unit }),
      );
      const marked = `${insert.slice(0, cursor)}█${insert.slice(cursor)}`;
      assert.equal(text.slice(0, at) + marked + text.slice(at), after);
    });
  }
});

describe('replacementOf', () => {
  const whole = 'function f() {\n  a();\n  b();\n}\n';
  const block = 'if (x) {\n    y();\n}';
  const fitted = '  if (x) {\n    y();\n  }';
  const crlf = whole.replace('  a();\n', '█  a();\n█').replaceAll('\n', '\r\n');

  for (const [name, marked, code, after] of [
    ['whole lines', whole.replace('  a();', '█  a();█'), block, fitted],
    ['lines with their last end', whole.replace('  a();\n', '█  a();\n█'), block, `${fitted}\n`],
    ['from the first letter', whole.replace('a();', '█a();█'), block, fitted.trimStart()],
    ['from within the indentation', whole.replace('  a();', ' █ a();█'), block, fitted.slice(1)],
    ['up to text', whole.replace('a();\n  ', '█a();\n  █'), block, `${fitted.trimStart()}\n  `],
    ['within a line', 'const f = █1█;\n', '{\n    a: 1,\n}', '{\n  a: 1,\n}'],
    ['an empty line first', whole.replace('  a();', '█\n  a();█'), block, fitted],
    ['a piece that ends less deep', '█    a();\n  }█\n', '  c();\n}', '    c();\n  }'],
    ['CRLF', crlf, 'x();\ny();\n', '  x();\r\n  y();\r\n'],
    ['by nothing', whole.replace('  a();\n', '█  a();\n█'), '', ''],
  ] as const) {
    it(`replaces ${name}`, () => {
      const [before = '', selected = '', rest = ''] = marked.split('█');
      const text = before + selected + rest;
      const context = contextIn(text, before.length, before.length + selected.length);
      assert.equal(replacementOf(code, selected, context), after);
    });
  }
});
