import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OpenFiles } from '../../../../../src/completion/prompt/context/openFiles.ts';
import type { ChosenWindow } from '../../../../../src/completion/prompt/context/openFiles.ts';
import type { OpenDocument } from '../../../../../src/completion/prompt/context/snippet.ts';
import { codeWith, documentOf, namesOf } from '../../../../support/openDocuments.ts';

const own = namesOf('own', 40);
const current = documentOf('current.ts', codeWith(own, 40), { focusLine: 20 });

/** A file that shares this number of names with the current one. */
function sharing(path: string, count: number, more: Partial<OpenDocument> = {}) {
  const names = [...own.slice(0, count), ...namesOf(path.replace(/\W/g, ''), 40 - count)];
  return documentOf(path, codeWith(names, 40), more);
}

function choose(
  others: readonly OpenDocument[],
  before: readonly ChosenWindow[] = [],
  files = new OpenFiles(),
) {
  const candidates = files.candidates(current, others);
  for (const candidate of candidates) files.readWindows(candidate);
  return files.choose(current, candidates, before);
}

const paths = (chosen: readonly ChosenWindow[]) => chosen.map(({ snippet }) => snippet.path);

describe('OpenFiles', () => {
  it('selects the four files most similar to the code around the cursor', () => {
    const chosen = choose([6, 20, 10, 25, 15, 8].map((count) => sharing(`f${count}.ts`, count)));
    assert.deepEqual(paths(chosen), ['f25.ts', 'f20.ts', 'f15.ts', 'f10.ts']);
    assert.deepEqual(
      chosen.map(({ snippet }) => snippet.rank),
      [0, 1, 2, 3],
    );
  });

  it('selects the best window of a file, in whole lines', () => {
    const far = namesOf('far', 30);
    const text = [codeWith(far, 200), codeWith(own.slice(0, 20), 56), codeWith(far, 200)].join(
      '\n',
    );
    const [chosen] = choose([documentOf('long.ts', text)]);
    assert.ok(chosen);
    assert.equal(chosen.from, 196);
    assert.equal(chosen.snippet.text.split('\n').length, 56);
    assert.equal(chosen.snippet.text, text.split('\n').slice(196, 252).join('\n'));
  });

  it('omits repeated, unrelated and other-language code', () => {
    const chosen = choose([
      sharing('twin.ts', 40),
      sharing('stranger.ts', 0),
      sharing('snake.py', 20, { languageId: 'python' }),
      sharing('view.tsx', 20, { languageId: 'typescriptreact' }),
    ]);
    assert.deepEqual(paths(chosen), ['view.tsx']);
  });

  it('never selects the current file or a file twice', () => {
    const chosen = choose([
      sharing('current.ts', 20, { id: 'vscode-vfs:///current.ts' }),
      sharing('other-name.ts', 20, { id: current.id }),
      sharing('b.ts', 20),
      sharing('b.ts', 21, { id: 'vscode-vfs:///b.ts' }),
    ]);
    assert.deepEqual(paths(chosen), ['b.ts']);
  });

  it('keeps the order, and a file until another is clearly better', () => {
    const five = [12, 14, 16, 18].map((count) => sharing(`f${count}.ts`, count));
    const first = choose(five);
    assert.deepEqual(paths(first), ['f18.ts', 'f16.ts', 'f14.ts', 'f12.ts']);
    const little = choose([...five, sharing('little.ts', 13)], first);
    assert.deepEqual(paths(little), paths(first));
    const clearly = choose([...five, sharing('much.ts', 24)], first);
    assert.deepEqual(paths(clearly), ['f18.ts', 'f16.ts', 'f14.ts', 'much.ts']);
    assert.equal(clearly[3]?.snippet.rank, 0);
  });

  it('reads each version of a file once, and at most twenty files', () => {
    const files = new OpenFiles();
    const others = namesOf('file', 30).map((name) => sharing(`${name}.ts`, 20));
    choose(others, [], files);
    assert.equal(others.filter(({ reads }) => reads() > 0).length, 20);
    assert.ok(!files.readWindows(others[0]!));
    assert.ok(files.readWindows({ ...others[0]!, version: 2 }));
  });

  it('reads a limited part of a long file around its visible lines', () => {
    const text = [codeWith(namesOf('far', 30), 50_000), codeWith(own.slice(0, 20), 56)].join('\n');
    const focusLine = documentOf('near.ts', text, { focusLine: 50_000 });
    const [chosen] = choose([focusLine]);
    assert.ok(chosen && chosen.from > 49_900);
    assert.ok(focusLine.reads() < 2_200, `${focusLine.reads()} lines read`);
    assert.deepEqual(choose([documentOf('top.ts', text)]), []);
  });

  it('selects the same files whatever their order', () => {
    const names = fc.array(fc.constantFrom(...own, ...namesOf('other', 40)), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.array(names, { maxLength: 8 }), (files) => {
        const others = files.map((file, at) => documentOf(`${at}.ts`, codeWith(file, 80)));
        const chosen = choose(others);
        const texts = (all: readonly ChosenWindow[]) => all.map(({ snippet }) => snippet);
        assert.deepEqual(texts(choose(others.toReversed())), texts(chosen));
        assert.ok(chosen.length <= 4);
        assert.deepEqual(texts(choose(others, chosen)), texts(chosen));
      }),
    );
  });
});
