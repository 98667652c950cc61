import assert from 'node:assert/strict';
import fc from 'fast-check';
import { citation, textWithSources } from '../../../../src/chat/web/citations.ts';
import { CitationWriter } from '../../../../src/chat/web/citationWriter.ts';
import { hostOfSource, webSource } from '../../../../src/chat/web/webSource.ts';
import type { NamedSource } from '../../../../src/mistral/conversations/conversationEvent.ts';

const one = { title: 'One', url: 'https://one.example/' };
const two = { title: 'Two', url: 'https://two.example/b' };

/** Writes pieces; a source is written at its position. */
function written(pieces: readonly (string | NamedSource)[]) {
  const writer = new CitationWriter();
  const texts = pieces.map((piece) =>
    typeof piece === 'string' ? writer.text(piece) : writer.source(piece),
  );
  return { text: texts.join('') + writer.end(), sources: writer.sources };
}

describe('CitationWriter', () => {
  const cases: [string, readonly (string | NamedSource)[], string][] = [
    ['numbers sources where they support the text', ['A', one, '. B', two, '.'], 'A①. B②.'],
    ['gives a source its first number again', ['A', one, ' B', two, ' C', one], 'A① B② C①'],
    ['joins several numbers', ['A', one, two, '\n'], 'A①②\n'],
    [
      'waits for the end of a code block',
      ['```\na', one, '\n', two, '```\nB'],
      '```\na\n```\n①②\nB',
    ],
    ['waits in the line that opens a block', ['```ts', one, '\na\n```\n'], '```ts\na\n```\n①\n'],
    ['writes what waits after the last line', ['```\na', one, '\n```'], '```\na\n```\n\n①\n'],
    ['writes nothing into a block that stays open', ['```\na', one, '\n'], '```\na\n'],
    ['writes after code within a line', ['`a`', one, ' b'], '`a`① b'],
    ['is not misled by fewer backticks', ['````\n```\n', one, '````\n'], '````\n```\n````\n①\n'],
    ['ends lines with CR LF', ['```\r\na', one, '\r\n```\r\nb'], '```\r\na\r\n```\r\n①\nb'],
  ];
  for (const [what, pieces, expected] of cases) {
    it(what, () => {
      const shown = written(pieces)
        .text.replaceAll(citation(1, one), '①')
        .replaceAll(citation(2, two), '②');
      assert.equal(shown, expected);
    });
  }

  it('writes the same for any split', () => {
    const line = fc.constantFrom('a', '```', '```ts', '~~~', '', '`', 'b\r', '🙂 é');
    const piece = fc.oneof(
      fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n')),
      fc.constantFrom(one, two, { title: 'Three', url: undefined }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.array(fc.nat(4), { minLength: 1, maxLength: 9 }),
        (all, cuts) => {
          let cut = 0;
          const split = all.flatMap((each): (string | NamedSource)[] => {
            if (typeof each !== 'string') return [each];
            const parts: string[] = [];
            for (let at = 0; at < each.length;) {
              cut += 1;
              const length = 1 + (cuts[cut % cuts.length] ?? 0);
              parts.push(each.slice(at, at + length));
              at += length;
            }
            return parts;
          });
          assert.deepEqual(written(split), written(all));
        },
      ),
    );
  });

  it('keeps at most 100 sources', () => {
    const many = Array.from({ length: 150 }, (_, at) => ({
      title: `Page ${at}`,
      url: `https://x.example/${at}`,
    }));
    const { text, sources } = written(many);
    assert.equal(sources.length, 100);
    assert.ok(text.endsWith(citation(100, sources[99]!)));
  });
});

describe('webSource', () => {
  const addresses: [string | undefined, string | undefined, string | undefined][] = [
    ['https://docs.python.org/3/', 'https://docs.python.org/3/', 'docs.python.org'],
    ['HTTP://Example.COM', 'http://example.com/', 'example.com'],
    ['https://bücher.example/ä', 'https://xn--bcher-kva.example/%C3%A4', 'xn--bcher-kva.example'],
    // Cyrillic letters that look like Latin ones.
    ['https://аррӏе.com/', 'https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com'],
    ['https://[::1]:8080/a', 'https://[::1]:8080/a', '[::1]:8080'],
    [
      'https://en.wikipedia.org/wiki/C_(language)?a=1&b=$x|y',
      'https://en.wikipedia.org/wiki/C_%28language%29?a=1&b=%24x%7Cy',
      'en.wikipedia.org',
    ],
    ['https://good.example@evil.example/', undefined, undefined],
    ['https://evil.example/\u202egpj.exe', undefined, undefined],
    ['javascript:alert(1)', undefined, undefined],
    ['command:workbench.action.quit', undefined, undefined],
    ['data:text/html,x', undefined, undefined],
    ['file:///etc/passwd', undefined, undefined],
    ['vscode://x/y', undefined, undefined],
    ['src/cart.ts', undefined, undefined],
    ['//evil.example/', undefined, undefined],
    ['', undefined, undefined],
    [undefined, undefined, undefined],
  ];
  for (const [given, url, host] of addresses) {
    it(`reads the address ${JSON.stringify(given)}`, () => {
      const source = webSource({ title: 'T', url: given });
      assert.deepEqual([source.url, hostOfSource(source)], [url, host]);
      // Reading it again from the archive changes nothing.
      assert.deepEqual(webSource({ title: source.title, url: source.url }), source);
    });
  }

  for (const [title, shown] of [
    ['Plain', 'Plain'],
    ['two\nlines\t and  blanks', 'two lines and blanks'],
    ['left \u202eright', 'left [U+202E]right'],
    ['zero\u200bwidth', 'zero[U+200B]width'],
    ['<b>x</b> [y](https://evil.example)', '<b>x</b> [y](https://evil.example)'],
    ['x'.repeat(300), `${'x'.repeat(200)}…`],
    ['\ud800', '\ufffd'],
  ] as const) {
    it(`makes the title ${JSON.stringify(title.slice(0, 40))} safe`, () => {
      assert.equal(webSource({ title, url: undefined }).title, shown);
    });
  }

  it('never yields an address that ends its link in Markdown', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        const source = webSource({ title: '', url });
        assert.match(citation(7, source), /^\[\\\[7\\\]\]\([^()\s<>]+\)$/);
      }),
    );
  });
});

describe('textWithSources', () => {
  it('writes plain numbers and the list of sources for later requests', () => {
    const { text, sources } = written([
      'A',
      one,
      ' and B',
      { title: 'Book', url: undefined },
      '.\n',
    ]);
    assert.equal(
      textWithSources({ text, webSources: sources }),
      'A[1] and B[2].\n\nSources:\n[1] One, https://one.example/\n[2] Book',
    );
  });

  it('leaves other answers as they are', () => {
    for (const text of ['', 'a [\\[1\\]](https://one.example/)']) {
      assert.equal(textWithSources({ text }), text);
      assert.equal(textWithSources({ text, webSources: [] }), text);
    }
  });
});
