import assert from 'node:assert/strict';
import { decodeEntities } from '../../../../src/chat/markdown/htmlEntities.ts';
import { readInfo } from '../../../../src/chat/markdown/infoString.ts';
import { lexText, noDefinitions } from '../../../../src/chat/markdown/boundedLexer.ts';
import { readLink } from '../../../../src/chat/markdown/linkTarget.ts';

describe('readInfo', () => {
  const cases: readonly (readonly [info: string, language: string, name?: string])[] = [
    ['', ''],
    ['ts', 'ts'],
    ['C++', 'c++'],
    ['ts title="src/a b.ts"', 'ts', 'src/a b.ts'],
    ["ts filename='a.ts'", 'ts', 'a.ts'],
    ['ts src/a.ts', 'ts', 'src/a.ts'],
    ['ts:src/a.ts', 'ts', 'src/a.ts'],
    ['src/a.ts', '', 'src/a.ts'],
    ['a.tsx', 'tsx', 'a.tsx'],
    ['.eslintrc.json', 'json', '.eslintrc.json'],
    ['ts {1,3-4}', 'ts'],
    ['ts title="/etc/passwd.txt"', 'ts'],
    ['ts ../a.ts', 'ts'],
    ['ts a/../../b.ts', 'ts'],
    ['ts C:\\a.ts', 'ts'],
    ['ts file:///a.ts', 'ts'],
    ['ts ~/a.ts', 'ts'],
    ['ts a\u202e.ts', 'ts'],
    ['ts a//b.ts', 'ts'],
    ['<b>', ''],
    ['x'.repeat(50), ''],
    [`ts ${'a'.repeat(300)}.ts`, 'ts'],
  ];
  for (const [info, language, name] of cases) {
    it(`parses ${JSON.stringify(info.slice(0, 60))}`, () => {
      const read = readInfo(info);
      assert.equal(read.name, name);
      if (info !== 'src/a.ts') assert.equal(read.language, language);
      else assert.equal(read.language, 'ts');
    });
  }
});

describe('readLink', () => {
  const web: readonly (readonly [href: string, host: string])[] = [
    ['https://example.com/a?b#c', 'example.com'],
    ['HTTP://EXAMPLE.com:8080', 'example.com:8080'],
    ['https://пример.рф/', 'xn--e1afmkfd.xn--p1ai'],
    ['https://example.com.evil.test/', 'example.com.evil.test'],
  ];
  for (const [href, host] of web) {
    it(`resolves ${href} to the host ${host}`, () => {
      const target = readLink(href);
      assert.equal(target?.kind === 'web' ? target.host : undefined, host);
    });
  }

  for (const href of ['a.ts', './src/a.ts', 'src/a b.ts#L3', 'docs/%C3%A9.md']) {
    it(`resolves ${href} to a file`, () => {
      assert.deepEqual(readLink(href), { kind: 'file', url: href });
    });
  }

  const refused = [
    ...['', '#a', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', '\u0001a'],
    ...['java\nscript:alert(1)', 'java\tscript:alert(1)', 'data:text/html,a', 'vbscript:a'],
    ...['command:workbench.action.quit', 'vscode://a/b', 'file:///etc/passwd', 'mailto:a@b.c'],
    ...['//evil.test/a', '\\\\evil.test\\a', '/etc/passwd', '../a', 'a/../../b', '..%2f..%2fa'],
    ...['%2e%2e/a', 'https:a', 'https:///', 'https://', 'https://user:pass@evil.test/', 'C:/a'],
    ...['https://good.test@evil.test/', 'https://a\u202eb.test/', 'a%00b', 'a%0ab', '%zz', '~/a'],
    ...['a:b', 'a/b:c', `https://a.test/${'a'.repeat(5_000)}`, 'https://a b/', '?a', 'a//b'],
  ];
  for (const href of refused) {
    it(`rejects ${JSON.stringify(href.slice(0, 40))}`, () => {
      assert.equal(readLink(href), undefined);
    });
  }
});

describe('decodeEntities', () => {
  it('decodes character references', () => {
    assert.equal(
      decodeEntities('&lt;b&gt; &amp;amp; &#65;&#x42; &nope; &#0; &#x110000; &#xd800; & &copy'),
      '<b> &amp; AB &nope; \ufffd \ufffd \ufffd & &copy',
    );
  });
});

describe('lexText', () => {
  const types = (text: string): readonly string[] =>
    lexText(text, noDefinitions()).map(({ type }) => type);

  it('returns blocks', () => {
    assert.deepEqual(types('a\n\n| a |\n|---|\n| b |'), ['paragraph', 'space', 'table']);
  });

  it('treats HTML as text', () => {
    assert.deepEqual(types('<script>\nalert(1)\n</script>\n\n<!-- a\n\n# b'), [
      'paragraph',
      'space',
      'paragraph',
      'space',
      'heading',
    ]);
  });

  it('collects definitions once', () => {
    const links = noDefinitions();
    lexText('[a]: https://a.test', links);
    lexText('[a]: https://b.test', links);
    assert.equal(links.a?.href, 'https://a.test');
    assert.equal(links.__proto__, undefined);
  });

  it('returns too long or too deeply nested Markdown as plain text', () => {
    assert.deepEqual(types('a\n'.repeat(20_000)), ['text']);
    assert.deepEqual(types('> '.repeat(13) + 'a'), ['text']);
    assert.deepEqual(types('> '.repeat(12) + 'a'), ['blockquote']);
    const nested = (depth: number): string =>
      Array.from({ length: depth }, (_, at) => `${'  '.repeat(at)}- a\n`).join('');
    assert.deepEqual(types(nested(12)), ['list']);
    assert.deepEqual(types(nested(13)), ['text']);
  });

  it('returns lines with too many markers as plain text', () => {
    const [paragraph] = lexText('*a* '.repeat(600), noDefinitions());
    assert.equal(paragraph?.type === 'paragraph' && paragraph.tokens[0]?.type, 'text');
    const [short] = lexText('*a* '.repeat(100), noDefinitions());
    assert.equal(short?.type === 'paragraph' && short.tokens[0]?.type, 'em');
  });
});
