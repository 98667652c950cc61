import assert from 'node:assert/strict';
import { pathsIn } from '../../../../src/chat/context/attachmentPaths.ts';
import { changesText } from '../../../../src/actions/commit/commitDiff.ts';
import { changedFile } from '../../../../src/actions/commit/changedFile.ts';
import { NOT_SHOWN } from '../../../../src/chat/context/diffPaths.ts';
import { submoduleText } from '../../../../src/chat/context/gitRawDiff.ts';
import { joinFiles } from '../../../../src/chat/context/folderText.ts';
import { problemsText } from '../../../../src/chat/context/problemsText.ts';
import type {
  Attachment,
  TextAttachment,
  Turn,
} from '../../../../src/chat/session/conversation.ts';
import { answer } from '../../../support/chatTurns.ts';
import { sendableAnswer, sendableTurns } from '../../../../src/chat/request/withheld.ts';

function attachment(more: Partial<TextAttachment>): TextAttachment {
  return { kind: 'file', id: '1', label: 'a.ts', text: '', ...more };
}

function question(id: string, attachments: readonly Attachment[]): Turn {
  return { role: 'user', id, text: id, attachments, at: 0 };
}

describe('sendableTurns', () => {
  it('leaves blocked attachments out of all questions and reports each once', async () => {
    const [plan, cart] = [attachment({ label: 'plan.ts' }), attachment({ label: 'cart.ts' })];
    const turns = [question('1', [plan, cart]), question('2', []), question('3', [plan])];
    const sendable = await sendableTurns(turns, (each) =>
      Promise.resolve(each.label !== 'plan.ts'),
    );
    assert.deepEqual(sendable, {
      turns: [question('1', [cart]), question('2', []), question('3', [])],
      withheld: ['plan.ts'],
    });
    assert.equal(turns[0]?.role === 'user' && turns[0].attachments.length, 2);
  });

  it('checks each attachment for each request', async () => {
    let asked = 0;
    const turns = [question('1', [attachment({})]), question('2', [attachment({})])];
    const maySend = () => Promise.resolve((asked += 1) > 0);
    for (const times of [2, 4]) {
      await sendableTurns(turns, maySend);
      assert.equal(asked, times);
    }
  });
});

describe('pathsIn', () => {
  it('finds the files of a folder, those that were too long included', () => {
    const { text } = joinFiles([
      { path: 'a/1.ts', text: 'one\n=== not a path\n' },
      { path: 'a/2.ts', text: 'x'.repeat(300_000) },
    ]);
    assert.deepEqual(pathsIn(attachment({ kind: 'folder', path: 'a/', text })), [
      ...['a/', 'a/1.ts', 'a/2.ts'],
    ]);
    assert.deepEqual(pathsIn(attachment({ kind: 'editors', text })), ['a/1.ts', 'a/2.ts']);
  });

  it('finds the files of problems', () => {
    const problem = { line: 1, severity: 'error', source: '', code: '', message: 'Bad.' } as const;
    const { text } = problemsText([
      { ...problem, path: 'private/n.ipynb' },
      { ...problem, path: 'a b.ts' },
      { ...problem, path: 'a b.ts' },
    ]);
    assert.deepEqual(pathsIn(attachment({ kind: 'problems', text })), [
      'a b.ts',
      'private/n.ipynb',
    ]);
  });

  it('finds both names of each file in a diff, and files that are only listed', () => {
    const diff =
      'diff --git a/old.ts b/private/new.ts\nrename from old.ts\nrename to private/new.ts\n';
    const { text } = changesText([
      changedFile('private/new.ts', diff),
      changedFile('private/large.ts', ''),
    ]);
    const paths = pathsIn(attachment({ kind: 'diff', text }));
    for (const path of ['old.ts', 'private/new.ts', 'private/large.ts']) {
      assert.ok(paths.includes(path), `${path} in ${paths.join()}`);
    }
  });

  it('finds files of a diff that are only named, and submodules, but none in lines of a file', () => {
    const section = 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n';
    const text = [
      `${NOT_SHOWN}private/large file.ts\n${section}-${NOT_SHOWN}b.ts\n+Submodule c 1234567..89abcde\n`,
      submoduleText({ paths: ['private/sub'], isSubmodule: true }, ''),
      submoduleText({ paths: ['private/"quoted"'], isSubmodule: true }, ''),
      `${NOT_SHOWN}private/last.ts\n`,
    ].join('');
    assert.deepEqual(
      pathsIn(attachment({ kind: 'diff', text })).filter(
        (path) => !/^(?:[ab]\/)?a\.ts$/.test(path),
      ),
      ['private/large file.ts', 'private/sub', 'private/"quoted"', 'private/last.ts'],
    );
  });

  it('finds the file of a selection and none in terminal output', () => {
    assert.deepEqual(pathsIn(attachment({ kind: 'selection', path: 'a.ts', text: 'b' })), ['a.ts']);
    assert.deepEqual(pathsIn(attachment({ kind: 'terminal', text: '=== a ===' })), []);
  });
});

describe('sendableAnswer', () => {
  it('withholds arguments and results for files that may no longer be sent, and asks for each file', async () => {
    const step = (id: string, ...sources: string[]) => ({
      ...{
        id,
        name: 'edit_file',
        arguments: `{"oldText":"of ${id}"}`,
        state: 'done' as const,
        result: `of ${id}`,
      },
      ...{ sources, round: 0, textLength: 0, thinkingLength: 0 },
    });
    const steps = [step('a', 'file:///a'), step('b', 'file:///a', 'file:///b'), step('c')];
    const asked: string[] = [];
    const sendable = await sendableAnswer(answer('text', { steps }), async (source) => {
      asked.push(source);
      return source !== 'file:///b';
    });
    assert.deepEqual(
      sendable.steps?.map(({ result, arguments: text }) => [text, result]),
      [
        ['{"oldText":"of a"}', 'of a'],
        ['{}', '(Withheld: this result includes a file that may no longer be sent.)'],
        ['{"oldText":"of c"}', 'of c'],
      ],
    );
    assert.deepEqual(asked, ['file:///a', 'file:///a', 'file:///b']);
  });
});
