import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changesFromJson, changesToJson } from '../../../../src/actions/changes/changeSetFormat.ts';
import { proposedNewFile, unchangedFile } from '../../../../src/actions/changes/proposedFile.ts';
import type { ProposedFile } from '../../../../src/actions/changes/proposedFile.ts';

const EDITED: ProposedFile = {
  ...unchangedFile('file:///a.ts', 'a.ts', 'one two three'),
  replacements: [
    { start: 0, oldText: 'one', newText: 'ONE' },
    { start: 8, oldText: 'three', newText: '' },
  ],
  conflicts: [{ start: 4, oldText: 'gone', newText: 'new' }],
};

/** The stored set with other values in its first file. */
function withFile(values: Readonly<Record<string, unknown>>): string {
  const set = JSON.parse(changesToJson([EDITED])) as { files: object[] };
  return JSON.stringify({ ...set, files: [{ ...set.files[0], ...values }] });
}

describe('stored changes', () => {
  it('are read as they were written', () => {
    const files = [EDITED, proposedNewFile('file:///b.ts', 'b.ts', 'new\r\n')];
    assert.deepEqual(changesFromJson(changesToJson(files)), files);
  });

  const bad: readonly [string, string][] = [
    ['no JSON', '{"version":1,'],
    ['another version', changesToJson([EDITED]).replace('"version":1', '"version":2')],
    ['another shape', '{"version":1,"files":{}}'],
    ['a file without a URI', withFile({ uri: '' })],
    ['an old text that is not there', withFile({ base: 'two one three' })],
    ['a negative place', withFile({ replacements: [{ start: -1, oldText: '', newText: 'x' }] })],
    [
      'replacements that overlap',
      withFile({
        replacements: [
          { start: 0, oldText: 'one two', newText: '' },
          { start: 4, oldText: 'two', newText: '' },
        ],
      }),
    ],
    [
      'a place after the end',
      withFile({ replacements: [{ start: 99, oldText: '', newText: '' }] }),
    ],
    [
      'more files than can be reviewed',
      changesToJson(
        Array.from({ length: 101 }, (_, at) => proposedNewFile(`file:///${at}`, `${at}`, '')),
      ),
    ],
  ];
  for (const [name, text] of bad) {
    it(`ignore ${name}`, () => {
      assert.deepEqual(changesFromJson(text), []);
    });
  }

  it('never make reading fail', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.deepEqual(changesFromJson(text), []);
      }),
    );
  });
});
