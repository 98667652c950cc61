import * as vscode from 'vscode';
import { rankTests, testGlobs } from '../../actions/tests/relatedTests.ts';
import { isProjectFile, testFrameworkIn } from '../../actions/tests/testFramework.ts';
import type { ManifestFile, TestFramework } from '../../actions/tests/testFramework.ts';
import { attachmentLabel, makeTextAttachment } from '../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../chat/session/conversation.ts';
import type { Clock } from '../../base/clock.ts';
import { combinedExcludeGlob } from '../chat/attachments/folderListing.ts';
import { readText } from '../chat/attachments/readText.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import { fileOf, pathAt } from '../platform/files.ts';
import { withTimeout } from '../../base/async.ts';

/** How long to search, in milliseconds. The result is optional. */
const MAX_SEARCH_MS = 2_500;
/** The largest project file that is read, in bytes. */
const MAX_FILE_BYTES = 1_000_000;
/** Project files that are read per folder; more are unusual. */
const MAX_FILES = 10;
/** Files that a search returns at most. */
const MAX_FOUND = 2_000;
/** Best matches that are tried, in case some may not be sent. */
const MAX_CANDIDATES = 5;

/** How a project tests: its framework, and a test as an example. */
export interface TestContext {
  readonly framework?: TestFramework | undefined;
  readonly siblingTest?: TextAttachment | undefined;
}

/** The dependencies of {@link testContextOf}. */
export interface TestContextDependencies {
  readonly clock: Clock;
  readonly permissions: SendPermissions;
  /** Creates an attachment ID. */
  readonly newId: () => string;
}

/**
 * Finds out how tests are written in the document's workspace folder. Never rejects; whatever is not found in time is
 * undefined.
 */
export async function testContextOf(
  document: vscode.TextDocument,
  { clock, permissions, newId }: TestContextDependencies,
): Promise<TestContext> {
  const uri = fileOf(document);
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (!root) return {};
  const source = new vscode.CancellationTokenSource();
  const { languageId } = document;
  const search: TestSearch = { uri, root, languageId, permissions, token: source.token };
  const found = <T>(source: Promise<T | undefined>) =>
    withTimeout(source, MAX_SEARCH_MS, clock).catch(() => undefined);
  try {
    const [framework, siblingTest] = await Promise.all([
      found(frameworkFor(search)),
      found(siblingTestOf(search, newId)),
    ]);
    return { framework, siblingTest };
  } finally {
    source.cancel();
    source.dispose();
  }
}

interface TestSearch {
  readonly uri: vscode.Uri;
  /** Its workspace folder; nothing above it is read. */
  readonly root: vscode.Uri;
  readonly languageId: string;
  readonly permissions: SendPermissions;
  readonly token: vscode.CancellationToken;
}

/** The framework named by the nearest project file. */
async function frameworkFor(search: TestSearch): Promise<TestFramework | undefined> {
  for (const folder of foldersUpTo(search)) {
    if (search.token.isCancellationRequested) return undefined;
    const found = testFrameworkIn(await projectFiles(folder, search), search.languageId);
    if (found) return found;
  }
  return undefined;
}

/** The folder of a file and its parents, up to the workspace folder. */
function foldersUpTo({ uri, root }: TestSearch): vscode.Uri[] {
  const top = root.path.replace(/(?<!\/)\/+$/, '');
  const names = uri.path.slice(top.length).split('/').filter(Boolean).slice(0, -1);
  return names
    .map((_, at) => vscode.Uri.joinPath(root, ...names.slice(0, at + 1)))
    .reverse()
    .concat(root);
}

async function projectFiles(
  folder: vscode.Uri,
  { languageId, permissions }: TestSearch,
): Promise<ManifestFile[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const uris = entries
    .filter(([name, type]) => type & vscode.FileType.File && isProjectFile(name, languageId))
    .slice(0, MAX_FILES)
    .map(([name]) => vscode.Uri.joinPath(folder, name));
  const files = await Promise.all(uris.map((uri) => projectFile(uri, permissions)));
  return files.flat();
}

async function projectFile(uri: vscode.Uri, permissions: SendPermissions): Promise<ManifestFile[]> {
  if (await permissions.checkUnlinked(uri)) return [];
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > MAX_FILE_BYTES) return [];
  } catch {
    return [];
  }
  const read = await readText(uri);
  return typeof read === 'string' ? [] : [{ path: pathAt(uri), text: read.text }];
}

/** The nearest test that may be sent. */
async function siblingTestOf(
  search: TestSearch,
  newId: () => string,
): Promise<TextAttachment | undefined> {
  const { uri, root, languageId, permissions, token } = search;
  const start = root.path.replace(/(?<!\/)\/*$/, '/').length;
  const own = uri.path.slice(start);
  const exclude = combinedExcludeGlob();
  const found = await Promise.all(
    testGlobs(own, languageId).map((glob) =>
      vscode.workspace.findFiles(new vscode.RelativePattern(root, glob), exclude, MAX_FOUND, token),
    ),
  );
  const byPath = new Map(found.flat().map((each) => [each.path.slice(start), each]));
  for (const name of rankTests(own, languageId, [...byPath.keys()]).slice(0, MAX_CANDIDATES)) {
    const test = byPath.get(name);
    if (!test || (await permissions.checkUnlinked(test))) continue;
    const read = await readText(test);
    if (typeof read === 'string' || read.text.trim() === '') continue;
    const path = pathAt(test);
    return makeTextAttachment({
      ...read,
      id: newId(),
      kind: 'file',
      label: attachmentLabel(path),
      path,
      sources: [test.toString()],
    });
  }
  return undefined;
}
