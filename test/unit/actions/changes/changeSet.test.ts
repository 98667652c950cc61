import assert from 'node:assert/strict';
import { ChangeSet } from '../../../../src/actions/changes/changeSet.ts';
import {
  editedFile,
  countLines,
  proposedNewFile,
  proposedText,
  unchangedFile,
} from '../../../../src/actions/changes/proposedFile.ts';
import type { ProposedFile } from '../../../../src/actions/changes/proposedFile.ts';
import { isPlaced, placeEdit } from '../../../../src/actions/changes/textEdit.ts';

const URI = 'file:///a.ts';
const BASE = 'one\ntwo\nthree\nfour\nfive\n';
const PROPOSED = 'ONE\ntwo\nthree\nFOUR\nfive\n';

/** A proposal for {@link BASE}. */
function proposal(...edits: readonly (readonly [string, string])[]): ProposedFile {
  return edits.reduce(
    (file, [oldText, newText]) => {
      const placed = placeEdit(proposedText(file), { oldText, newText });
      assert.ok(isPlaced(placed));
      return editedFile(file, placed);
    },
    unchangedFile(URI, 'a.ts', BASE),
  );
}

describe('ChangeSet', () => {
  let changes: ChangeSet;
  let fired: string[];

  beforeEach(() => {
    changes = new ChangeSet();
    fired = [];
    changes.onDidChange((uri) => void fired.push(uri));
  });

  /** The proposal for the file after its text has changed. */
  function after(current: string | undefined): ProposedFile | undefined {
    changes.rebase(URI, current);
    return changes.get(URI);
  }

  /** A proposal that is one edit with context around both of its changes. */
  const whole = () => proposal(['one\ntwo\nthree\nfour', 'ONE\ntwo\nthree\nFOUR']);

  it('keeps the place and the edits of a renamed file, instead of a proposal for its new name', () => {
    const first = whole();
    changes.put(first);
    for (const name of ['b', 'c'])
      changes.put(proposedNewFile(`file:///${name}.ts`, `${name}.ts`, ''));
    fired = [];
    changes.rename(URI, { uri: 'file:///c.ts', path: 'c.ts' });
    assert.deepEqual(
      changes.files.map(({ path }) => path),
      ['c.ts', 'b.ts'],
    );
    assert.deepEqual(changes.get('file:///c.ts'), { ...first, uri: 'file:///c.ts', path: 'c.ts' });
    assert.deepEqual([changes.get(URI), fired], [undefined, [URI, 'file:///c.ts']]);
    changes.rename(URI, { uri: 'file:///d.ts', path: 'd.ts' });
    assert.equal(changes.get('file:///d.ts'), undefined);
  });

  for (const [name, current, expected] of [
    ['nothing changed', BASE, PROPOSED],
    ['text is typed before it', `typed\n${BASE}`, `typed\n${PROPOSED}`],
    ['the first hunk is accepted', BASE.replace('one', 'ONE'), PROPOSED],
    ['the second hunk is accepted', BASE.replace('four', 'FOUR'), PROPOSED],
    ['everything is accepted', PROPOSED, undefined],
  ] as const) {
    it(`keeps what is left of a proposal after ${name}`, () => {
      changes.put(whole());
      const file = after(current);
      assert.equal(file && proposedText(file), expected);
      assert.deepEqual(file?.conflicts ?? [], []);
    });
  }

  it('keeps text typed within a proposal, and the proposal as a conflict', () => {
    changes.put(whole());
    const typed = BASE.replace('two', 'typed');
    const file = after(typed);
    assert.equal(file && proposedText(file), typed);
    assert.equal(file?.conflicts.length, 1);
    const undone = after(BASE);
    assert.equal(undone && proposedText(undone), PROPOSED);
  });

  it('keeps the edits that still fit', () => {
    changes.put(proposal(['one', 'ONE'], ['four', 'FOUR']));
    const file = after(BASE.replace('one', 'typed'));
    assert.equal(file && proposedText(file), PROPOSED.replace('ONE', 'typed'));
    assert.equal(file?.conflicts.length, 1);
  });

  it('keeps a proposal for a deleted file as a conflict until the file is back', () => {
    changes.put(whole());
    assert.equal(after(undefined)?.conflicts.length, 1);
    const file = after(BASE);
    assert.equal(file && proposedText(file), PROPOSED);
  });

  it('notices that a new file exists in the meantime', () => {
    changes.put(proposedNewFile(URI, 'a.ts', 'new'));
    assert.equal(after('other')?.alreadyExists, true);
    assert.equal(after(undefined)?.alreadyExists, false);
  });

  it('reports every change once, and nothing if nothing changes', () => {
    changes.put(whole());
    after(BASE);
    changes.discard('file:///other.ts');
    assert.deepEqual(fired, [URI]);
    changes.discard(URI);
    assert.deepEqual([fired, changes.files], [[URI, URI], []]);
  });
});

describe('linesIn', () => {
  for (const [text, count] of [
    ['', 0],
    ['a', 1],
    ['a\n', 1],
    ['a\nb', 2],
    ['\n\n', 2],
  ] as const) {
    it(`counts ${count} in ${JSON.stringify(text)}`, () => {
      assert.equal(countLines(text), count);
    });
  }
});
