import assert from 'node:assert/strict';
import { attachmentKey, distinctLabels } from '../../../../src/chat/context/attachmentLabels.ts';
import type {
  Attachment,
  ImageAttachment,
  TextAttachment,
} from '../../../../src/chat/session/conversation.ts';

let ids = 0;

function text(changes: Partial<TextAttachment>): TextAttachment {
  return { kind: 'file', id: String(++ids), label: 'index.ts', text: 'x', ...changes };
}

function snapshot(changes: Partial<ImageAttachment>): ImageAttachment {
  const facts = { mediaType: 'image/png', bytes: 1, file: 'x' } as const;
  return { kind: 'image', id: String(++ids), label: 'logo.png', ...facts, ...changes };
}

function isSame(one: Attachment, other: Attachment): boolean {
  const key = attachmentKey(one);
  return key !== undefined && key === attachmentKey(other);
}

describe('attachmentKey and distinctLabels', () => {
  const [a, b] = ['file:///work/a/index.ts', 'file:///work/b/index.ts'];
  const lines = { first: 3, last: 3 };
  const different: Readonly<Record<string, readonly [Attachment, Attachment]>> = {
    'two files of one name': [text({ uri: a }), text({ uri: b })],
    'two files outside of the workspace': [
      text({ uri: 'file:///etc/index.ts', path: 'index.ts' }),
      text({ uri: 'file:///home/index.ts', path: 'index.ts' }),
    ],
    'two files of one name from an earlier version': [
      text({ path: 'a/index.ts' }),
      text({ path: 'b/index.ts' }),
    ],
    'two folders of one name': [
      text({ kind: 'folder', uri: 'file:///a/src', label: 'src/' }),
      text({ kind: 'folder', uri: 'file:///b/src', label: 'src/' }),
    ],
    'a file on two machines': [
      text({ uri: 'vscode-remote://one/index.ts' }),
      text({ uri: 'vscode-remote://two/index.ts' }),
    ],
    'the same lines of two files': [
      text({ kind: 'selection', uri: a, lines }),
      text({ kind: 'selection', uri: b, lines }),
    ],
    'two parts of one line': [
      text({ kind: 'selection', uri: a, lines, text: 'one' }),
      text({ kind: 'selection', uri: a, lines, text: 'two' }),
    ],
    'a file and a selection in it': [text({ uri: a }), text({ kind: 'selection', uri: a })],
    'two runs of one command': [
      text({ kind: 'terminal', label: 'Terminal: npm test', text: '1 failed' }),
      text({ kind: 'terminal', label: 'Terminal: npm test', text: '2 passed' }),
    ],
    'changes of two kinds': [
      text({ kind: 'diff', label: 'Git Changes' }),
      text({ kind: 'diff', label: 'Changes to Commit' }),
    ],
    'two pictures of one name': [
      snapshot({ uri: 'file:///a/logo.png' }),
      snapshot({ uri: 'file:///b/logo.png' }),
    ],
    'two pasted pictures': [snapshot({}), snapshot({})],
  };
  for (const [name, [one, other]] of Object.entries(different)) {
    it(`keep both: ${name}`, () => {
      assert.ok(!isSame(one, other));
    });
  }

  const same: Readonly<Record<string, readonly [Attachment, Attachment]>> = {
    'a file that has changed': [text({ uri: a, text: '1' }), text({ uri: a, text: '2' })],
    'a selection': [
      text({ kind: 'selection', uri: a, lines }),
      text({ kind: 'selection', uri: a, lines }),
    ],
    problems: [
      text({ kind: 'problems', label: 'Problems', text: '1' }),
      text({ kind: 'problems', label: 'Problems', text: '2' }),
    ],
    'a picture': [snapshot({ uri: a }), snapshot({ uri: a })],
  };
  for (const [name, [one, other]] of Object.entries(same)) {
    it(`keep the newer: ${name}`, () => {
      assert.ok(isSame(one, other));
    });
  }

  it('give attachments distinct labels', () => {
    const labels = (...uris: string[]): string[] =>
      distinctLabels(uris.map((uri) => text({ uri, label: uri.split('/').at(-1) ?? '' })));
    assert.deepEqual(labels('file:///w/a.ts', 'file:///w/b.ts'), ['a.ts', 'b.ts']);
    assert.deepEqual(labels(a, b), ['a/index.ts', 'b/index.ts']);
    assert.deepEqual(labels('file:///a/src/index.ts', 'file:///b/src/index.ts', 'file:///c.ts'), [
      'a/src/index.ts',
      'b/src/index.ts',
      'c.ts',
    ]);
    assert.deepEqual(labels('file:///index.ts', 'file:///a%20b/index.ts'), [
      'index.ts',
      'a b/index.ts',
    ]);
    assert.deepEqual(labels('vscode-remote://one/index.ts', 'vscode-remote://two/index.ts'), [
      'one/index.ts',
      'two/index.ts',
    ]);
  });
});
