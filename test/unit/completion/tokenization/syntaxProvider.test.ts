import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { SyntaxProvider } from '../../../../src/completion/tokenization/syntaxProvider.ts';
import type { GrammarTokenizer } from '../../../../src/completion/tokenization/grammarTokenizer.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeGrammar } from '../../../support/fakeGrammar.ts';

function documentOf(lines: readonly string[], languageId = 'vue') {
  const at = (line: number) => lines[line] ?? '';
  return { id: 'file:///a', languageId, lines: { count: lines.length, at } };
}

function create(load: (id: string) => Promise<GrammarTokenizer | undefined>) {
  const clock = new FakeClock();
  const loads: string[] = [];
  const sources = new SyntaxProvider({
    clock,
    load: (id) => {
      loads.push(id);
      return load(id);
    },
  });
  return { clock, loads, sources };
}

/** Lets the user be idle until everything is loaded and read. */
async function idle(clock: FakeClock): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await setImmediate();
    clock.advance(30);
  }
}

const LINES = ['<script>', 'f("(")', '/* a', 'b', '*/'];

describe('SyntaxProvider', () => {
  it('uses the rules until the grammar has read the lines above the cursor', async () => {
    const { clock, sources } = create(() => Promise.resolve(new FakeGrammar()));
    const document = documentOf(LINES);
    assert.equal(sources.syntaxAt(document, 0, 3).source, undefined);
    await idle(clock);
    const { source } = sources.syntaxAt(document, 0, 3);
    assert.equal(source?.name, 'source.fake');
    assert.equal(sources.syntaxAt(document, 3, 4).source?.window.open?.close, '*/');
  });

  it('reads a text without a known start like code, even in a comment', async () => {
    const { clock, sources } = create(() => Promise.resolve(new FakeGrammar()));
    const document = documentOf(LINES);
    sources.syntaxAt(document, 0, 3);
    await idle(clock);
    const found = sources.syntaxAt(document, 0, 3).source?.scan('f("(")').literals;
    assert.deepEqual(
      found?.map(({ kind }) => kind),
      ['string'],
    );
  });

  it('loads no grammar for a language that the rules know, or for prose', () => {
    const { loads, sources } = create(() => Promise.resolve(new FakeGrammar()));
    for (const id of ['python', 'rust', 'markdown', 'plaintext'])
      assert.equal(sources.syntaxAt(documentOf(LINES, id), 0, 3).source, undefined);
    assert.deepEqual(loads, []);
  });

  it('uses the rules without a grammar, and asks for it once', async () => {
    const { clock, loads, sources } = create(() => Promise.resolve(undefined));
    for (let key = 0; key < 3; key += 1) {
      assert.equal(sources.syntaxAt(documentOf(LINES), 0, 3).source, undefined);
      await idle(clock);
    }
    assert.deepEqual(loads, ['vue']);
  });

  it('uses the rules again after an edit above the cursor, until the lines are read', async () => {
    const { clock, sources } = create(() => Promise.resolve(new FakeGrammar()));
    const document = documentOf(LINES);
    sources.syntaxAt(document, 0, 3);
    await idle(clock);
    sources.onEdit(document.id, 0, 0, 0);
    assert.equal(sources.syntaxAt(document, 0, 3).source, undefined);
    await idle(clock);
    assert.notEqual(sources.syntaxAt(document, 0, 3).source, undefined);
  });

  it('keeps the states of the lines above an edit', async () => {
    const { clock, sources } = create(() => Promise.resolve(new FakeGrammar()));
    const document = documentOf(LINES);
    sources.syntaxAt(document, 0, 3);
    await idle(clock);
    sources.onEdit(document.id, 3, 0, 0);
    assert.notEqual(sources.syntaxAt(document, 0, 3).source, undefined);
  });

  it('gives up a grammar that is too slow', async () => {
    const grammar = new FakeGrammar();
    grammar.isStopped = true;
    const { clock, sources } = create(() => Promise.resolve(grammar));
    sources.syntaxAt(documentOf(LINES), 0, 4);
    await idle(clock);
    assert.equal(sources.syntaxAt(documentOf(LINES), 0, 4).source, undefined);
  });

  it('loads the grammar again when the language of the document or an extension changes', async () => {
    const { clock, loads, sources } = create(() => Promise.resolve(new FakeGrammar()));
    sources.syntaxAt(documentOf(LINES), 0, 3);
    await idle(clock);
    assert.equal(sources.syntaxAt(documentOf(LINES, 'svelte'), 0, 3).source, undefined);
    await idle(clock);
    assert.notEqual(sources.syntaxAt(documentOf(LINES, 'svelte'), 0, 3).source, undefined);
    sources.reset();
    assert.equal(sources.syntaxAt(documentOf(LINES), 0, 3).source, undefined);
    assert.deepEqual(loads, ['vue', 'svelte', 'vue']);
  });

  it('leaves a document of 10 MB to the rules', () => {
    const { loads, sources } = create(() => Promise.resolve(new FakeGrammar()));
    const document = { ...documentOf(LINES), lines: { count: 300_000, at: () => 'x' } };
    assert.equal(sources.syntaxAt(document, 0, 3).source, undefined);
    assert.deepEqual(loads, []);
  });

  it('leaves no timer behind', async () => {
    const { clock, sources } = create(() => Promise.resolve(new FakeGrammar()));
    sources.syntaxAt(documentOf(LINES), 0, 3);
    await idle(clock);
    sources.syntaxAt(documentOf(LINES), 0, 3);
    sources.dispose();
    assert.equal(clock.timers.size, 0);
  });
});
