import assert from 'node:assert/strict';
import { parseExcludeGlobs } from '../../../src/privacy/excludeGlobs.ts';
import { SendPolicy } from '../../../src/privacy/sendPolicy.ts';
import type { BlockedReason, SendLocation } from '../../../src/privacy/sendPolicy.ts';

const policy = new SendPolicy({
  exclude: parseExcludeGlobs([
    'private/**',
    '**/.env',
    '/srv/vault/**',
    'svc/hidden/**',
    'caf\u00e9/**',
  ]),
  folders: ['/ws', '/ws/nested', '/real/ws', '/c:/Work'],
});

/** A file that may be sent unless `more` changes that. */
function at(path: string, more: Partial<SendLocation> = {}): SendLocation {
  return {
    ...{ scheme: 'file', path, isWritable: true, isReadOnly: false, realPaths: [path] },
    ...more,
  };
}

type PolicyCase = readonly [
  what: string,
  location: SendLocation,
  blocked: BlockedReason | undefined,
];

const virtual = (scheme: string, isWritable?: boolean): SendLocation =>
  at('/ws/a.ts', { scheme, isWritable });

/** The complete table of decisions. test/vscode/privacy.test.ts checks that each feature applies this policy. */
const TABLE: readonly PolicyCase[] = [
  // Schemes.
  ['a file', at('/ws/a.ts'), undefined],
  ['a file outside of the workspace', at('/elsewhere/a.ts'), undefined],
  [
    'a file while VS Code knows no file systems',
    at('/ws/a.ts', { isWritable: undefined }),
    undefined,
  ],
  ['an untitled document', at('Untitled-1', { scheme: 'untitled' }), undefined],
  ['a writable file system', virtual('memfs', true), undefined],
  ['a repository on GitHub', virtual('vscode-vfs', true), undefined],
  ['a remote file seen from this machine', virtual('vscode-remote', true), undefined],
  ['a read-only file system', virtual('memfs', false), 'read-only'],
  ['a content provider', virtual('jdt'), 'scheme'],
  ['an old revision', virtual('svn'), 'scheme'],
  ['an unknown scheme', virtual('anything'), 'scheme'],
  ['git', virtual('git', true), 'scheme'],
  ['output', virtual('output', true), 'scheme'],
  ["the user's settings", virtual('vscode-userdata', true), 'scheme'],
  ['a chat input', virtual('chatSessionInput', true), 'scheme'],
  ['another chat input', virtual('vscode-chat-input', true), 'scheme'],
  ['the box of source control', virtual('vscode-scm', true), 'scheme'],
  ['the interactive window', virtual('vscode-interactive', true), 'scheme'],
  ['a scheme of VS Code that is new', virtual('vscode-anything', true), 'scheme'],
  ['a cell without a notebook', virtual('vscode-notebook-cell', true), 'scheme'],
  ['our own document', virtual('codestral-edit', true), 'scheme'],
  ['a proposed text', virtual('codestral-proposal', true), 'scheme'],
  ['a scheme in capital letters', virtual('OUTPUT', true), 'scheme'],
  // Read-only.
  ['a read-only file', at('/ws/a.ts', { isReadOnly: true }), 'read-only'],
  ['a local file system that is read-only', at('/ws/a.ts', { isWritable: false }), 'read-only'],
  // Names.
  ['a file below an excluded folder', at('/ws/private/a/b.ts'), 'excluded'],
  ['the same with another case', at('/ws/Private/A.ts'), 'excluded'],
  ['relative to the inner folder', at('/ws/nested/private/a.ts'), 'excluded'],
  ['relative to a folder on a Windows drive', at('/c:/work/private/a.ts'), 'excluded'],
  ['relative to no folder', at('/ws/lib/private/a.ts'), undefined],
  ['a folder whose name only begins alike', at('/ws/privateer/a.ts'), undefined],
  ['a workspace whose path begins alike', at('/wsx/private/a.ts'), undefined],
  ['outside, by its name', at('/home/ada/.env'), 'excluded'],
  ['outside, by its whole path', at('/srv/vault/a/b.ts'), 'excluded'],
  ['outside, from the top of the file system', at('/private/a.ts'), 'excluded'],
  ['relative to a repository', at('/mono/svc/hidden/a.ts', { folders: ['/mono'] }), 'excluded'],
  ['a path that goes up', at('/ws/src/../private/a.ts'), 'excluded'],
  ['a path with doubled slashes', at('/ws//private/a.ts'), 'excluded'],
  ['a path with backslashes', at('/ws\\private\\a.ts'), 'excluded'],
  ['a name in decomposed letters', at('/ws/cafe\u0301/a.ts'), 'excluded'],
  [
    'an untitled document in a folder',
    at('/ws/private/new.ts', { scheme: 'untitled' }),
    'excluded',
  ],
  [
    'an untitled document on a Windows drive',
    at('C:\\Work\\private\\new.ts', { scheme: 'untitled' }),
    'excluded',
  ],
  ['a virtual file', at('/ws/private/a.ts', { scheme: 'memfs' }), 'excluded'],
  ["an excluded notebook's cell", at('/ws/private/a.ipynb'), 'excluded'],
  // Links.
  ['a link to an excluded file', at('/ws/notes.txt', { realPaths: ['/ws/.env'] }), 'excluded'],
  ['below a link', at('/ws/link/a.ts', { realPaths: ['/real/ws/private/a.ts'] }), 'excluded'],
  ['a link out of an excluded folder', at('/ws/private/a.ts', { realPaths: ['/x'] }), 'excluded'],
  ['a link to a harmless file', at('/ws/a.ts', { realPaths: ['/ws/b.ts'] }), undefined],
  ['an unresolved file', at('/ws/a.ts', { realPaths: undefined }), 'unresolved'],
  ['an unresolved excluded file', at('/ws/.env', { realPaths: undefined }), 'excluded'],
];

describe('SendPolicy', () => {
  for (const [what, location, blocked] of TABLE) {
    it(`${blocked === undefined ? 'sends' : `blocks (${blocked})`}: ${what}`, () => {
      assert.equal(policy.blockedReason(location), blocked);
      assert.equal(policy.maySend(location), blocked === undefined);
    });
  }

  it('matches a folder at the root of the file system', () => {
    const top = new SendPolicy({ exclude: parseExcludeGlobs(['private/**']), folders: ['/'] });
    assert.ok(top.isExcluded('/private/a.ts'));
    assert.ok(!top.isExcluded('/lib/private/a.ts'));
  });
});
