import assert from 'node:assert/strict';
import { ChangeSet, MAX_CHANGED_FILES } from '../../../../src/actions/changes/changeSet.ts';
import { proposedNewFile, proposedText } from '../../../../src/actions/changes/proposedFile.ts';
import { proposalTools } from '../../../../src/actions/changes/proposalTools.ts';
import type { Tool } from '../../../../src/chat/tools/tool.ts';
import { neverAborted } from '../../../support/settle.ts';

const SHOP = 'function total() {\n  return 0;\n}\n\nfunction other() {\n  return 1;\n}\n';

describe('proposalTools', () => {
  let disk: Map<string, string>;
  let changes: ChangeSet;
  let fired: number;
  let tools: readonly Tool[];

  beforeEach(() => {
    disk = new Map([['shop.ts', SHOP]]);
    changes = new ChangeSet();
    fired = 0;
    changes.onDidChange(() => fired++);
    tools = proposalTools({
      changes,
      files: {
        find: async (path) =>
          path === '.env'
            ? '.env is excluded.'
            : { uri: `file:///${path}`, path, text: disk.get(path) },
      },
    });
  });

  async function run(
    name: 'edit_file' | 'create_file',
    args: Readonly<Record<string, unknown>>,
    signal = neverAborted(),
  ) {
    const tool = tools.find(({ definition }) => definition.name === name);
    assert.ok(tool);
    return tool.run(args, signal);
  }

  const edit = (oldText: string, newText: string, path = 'shop.ts') =>
    run('edit_file', { path, edits: [{ oldText, newText }] });
  const create = (path: string, content = 'new\n') => run('create_file', { path, content });
  const proposed = (path: string) => {
    const file = changes.get(`file:///${path}`);
    return file && proposedText(file);
  };

  it('collects edits of a file and counts its lines', async () => {
    const first = await edit('  return 0;', '  let sum = 0;\n  return sum;');
    assert.equal(
      first.content,
      'Proposed: shop.ts, 2 lines added, 1 lines removed. Nothing is written until the user accepts it.',
    );
    await edit('return sum;', 'return sum + 1;');
    await edit('return 1;', 'return 2;');
    assert.equal(
      proposed('shop.ts'),
      SHOP.replace('return 0;', 'let sum = 0;\n  return sum + 1;').replace('return 1', 'return 2'),
    );
    const [file] = changes.files;
    assert.ok(file && changes.files.length === 1);
    const { added, removed, hunks } = changes.summary(file);
    assert.deepEqual([added, removed, hunks.length], [3, 2, 2]);
    assert.equal(fired, 3);
  });

  it('removes a file whose edits restore its text', async () => {
    await edit('return 0', 'return 5');
    await edit('return 5', 'return 0');
    assert.deepEqual(changes.files, []);
  });

  it('applies all edits of a call or none', async () => {
    const edits = [
      { oldText: 'return 0', newText: 'return 9' },
      { oldText: 'return 7', newText: 'return 8' },
    ];
    const result = await run('edit_file', { path: 'shop.ts', edits });
    assert.ok(result.isError);
    assert.match(result.content, /^Edit 2 of 2: oldText does not occur in the file\./);
    assert.match(
      result.content,
      /most similar text is at line 2.*\n {2}return 9;\nNo edit of this/s,
    );
    assert.deepEqual([changes.files, fired], [[], 0]);
  });

  it('fits earlier edits to text that the user typed in the meantime', async () => {
    await edit('return 0', 'return 5');
    disk.set('shop.ts', `// typed\n${SHOP}`);
    await edit('return 1', 'return 6');
    const text = `// typed\n${SHOP.replace('return 0', 'return 5').replace('return 1', 'return 6')}`;
    assert.equal(proposed('shop.ts'), text);
    disk.set('shop.ts', text.replace('return 5', 'return typed').replace('return 6', 'return 1'));
    const result = await edit('function other', 'function another');
    assert.match(result.content, /Earlier edits of it conflict with what the user typed/);
    assert.equal(changes.files[0]?.conflicts.length, 1);
    assert.match(proposed('shop.ts') ?? '', /return typed/);
  });

  it('edits a proposed new file', async () => {
    await create('new.ts', '\ufeffa\nb\n');
    await edit('b\n', 'c\n', 'new.ts');
    assert.equal(proposed('new.ts'), 'a\nc\n');
    const [file] = changes.files;
    assert.deepEqual([file?.base, file && changes.summary(file).added], [undefined, 2]);
  });

  for (const [name, args, expected] of [
    ['without a path', { edits: [{ oldText: 'a', newText: 'b' }] }, /path must be a string/],
    ['without edits', { path: 'shop.ts', edits: [] }, /edits must be an array/],
    ['with edits of a wrong type', { path: 'shop.ts', edits: 'a' }, /edits must be an array/],
    ['with an incomplete edit', { path: 'shop.ts', edits: [{ oldText: 'a' }] }, /Edit 1 must have/],
    ['with null', { path: 'shop.ts', edits: [null] }, /Edit 1 must have/],
    ['with NUL', { path: 'shop.ts', edits: [{ oldText: 'a', newText: '\0' }] }, /not text/],
    [
      'with too many edits',
      { path: 'shop.ts', edits: Array(51).fill({ oldText: 'a', newText: 'b' }) },
      /at most 50 edits/,
    ],
    ['of a refused file', { path: '.env', edits: [{ oldText: 'a', newText: 'b' }] }, /excluded/],
    ['of a missing file', { path: 'x.ts', edits: [{ oldText: 'a', newText: 'b' }] }, /create_file/],
    [
      'of ambiguous text',
      { path: 'shop.ts', edits: [{ oldText: 'return', newText: 'x' }] },
      /^oldText occurs 2 times, on lines 2, 6\. Include/,
    ],
    [
      'of text with other whitespace',
      { path: 'shop.ts', edits: [{ oldText: '\treturn 1;', newText: 'x' }] },
      /differs in whitespace from the text at line 6\. Copy it exactly:\n {2}return 1;$/,
    ],
    [
      'that inserts nowhere',
      { path: 'shop.ts', edits: [{ oldText: '', newText: 'x' }] },
      /oldText is empty/,
    ],
    [
      'that changes nothing',
      { path: 'shop.ts', edits: [{ oldText: 'a', newText: 'a' }] },
      /changes nothing/,
    ],
  ] as const) {
    it(`rejects a call of edit_file ${name}`, async () => {
      const result = await run('edit_file', args);
      assert.ok(result.isError);
      assert.match(result.content, expected);
      assert.deepEqual(changes.files, []);
    });
  }

  for (const [name, args, expected] of [
    ['without content', { path: 'a.ts' }, /content must be a string/],
    ['without a path', { content: '' }, /path must be a string/],
    ['of a file that exists', { path: 'shop.ts', content: '' }, /already exists.*edit_file/],
    ['of a refused file', { path: '.env', content: '' }, /excluded/],
    ['of binary data', { path: 'a.bin', content: 'a\0b' }, /not text/],
    ['of a huge file', { path: 'a.ts', content: 'a'.repeat(1_000_001) }, /too long/],
  ] as const) {
    it(`rejects a call of create_file ${name}`, async () => {
      const result = await run('create_file', args);
      assert.ok(result.isError);
      assert.match(result.content, expected);
      assert.deepEqual(changes.files, []);
    });
  }

  it('rejects to create a proposed file again', async () => {
    await create('new.ts');
    assert.match((await create('new.ts')).content, /already proposed/);
  });

  it('limits the number of files', async () => {
    for (let at = 0; at < MAX_CHANGED_FILES; at++) {
      changes.put(proposedNewFile(`file:///${at}`, `${at}`, 'text'));
    }
    assert.match((await create('more.ts')).content, /already contain 100 files/);
    assert.match((await edit('return 0', 'x')).content, /already contain 100 files/);
  });

  it('runs calls one after another', async () => {
    const results = await Promise.all([
      edit('return 0', 'return 3'),
      edit('return 3', 'return 4'),
      create('new.ts'),
      edit('new', 'newer', 'new.ts'),
    ]);
    assert.match(proposed('shop.ts') ?? '', /return 4/);
    assert.deepEqual(
      results.map(({ isError }) => isError),
      [undefined, undefined, undefined, undefined],
    );
  });

  it('proposes nothing once it is stopped', async () => {
    const stopped = AbortSignal.abort();
    const args = { path: 'a.ts', content: 'a' };
    await assert.rejects(run('create_file', args, stopped), { name: 'AbortError' });
    assert.deepEqual(changes.files, []);
  });
});
