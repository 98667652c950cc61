import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GrammarCatalogue } from '../../../../src/completion/tokenization/grammarCatalogue.ts';

describe('GrammarCatalogue', () => {
  const catalogue = new GrammarCatalogue([
    {
      folder: 'file:///a',
      grammars: [
        {
          language: 'shop',
          scopeName: 'source.shop',
          path: './shop.json',
          tokenTypes: { 'meta.interpolation': 'other', 'meta.import string.quoted': 'other' },
          unbalancedBracketScopes: ['keyword.case'],
        },
        { scopeName: 'inline.sql', path: 'sql.json', injectTo: ['source'] },
      ],
    },
    {
      folder: 'file:///b',
      grammars: [{ language: 'shop', scopeName: 'text.shop', path: 'b.json' }],
    },
  ]);

  it('finds the grammar of a language; the last extension wins', () => {
    assert.equal(catalogue.grammarOf('shop')?.scope, 'text.shop');
    assert.equal(catalogue.pathOf('source.shop'), 'file:///a/shop.json');
    assert.equal(catalogue.grammarOf('other'), undefined);
  });

  it('finds the grammars that add to another one, or to the beginning of its scope', () => {
    assert.deepEqual(catalogue.injectionsInto('source.shop'), ['inline.sql']);
    assert.deepEqual(catalogue.injectionsInto('text.shop'), []);
  });

  it('keeps strings that VS Code counts as code for its list of suggestions', () => {
    const [extension] = [
      {
        folder: 'a',
        grammars: [
          {
            language: 'x',
            scopeName: 's',
            path: 'p',
            tokenTypes: { 'meta.interpolation': 'other', 'meta.import string.quoted': 'other' },
          },
        ],
      },
    ];
    assert.deepEqual(new GrammarCatalogue([extension]).grammarOf('x')?.tokenTypes, {
      'meta.interpolation': 0,
    });
  });

  it('accepts any manifest', () => {
    fc.assert(
      fc.property(fc.anything(), (grammars) => {
        const any = new GrammarCatalogue([
          { folder: 'a', grammars },
          { folder: 'b', grammars: [grammars, null, 1, { scopeName: 1 }] },
        ]);
        assert.equal(any.grammarOf('none'), undefined);
      }),
    );
  });
});
