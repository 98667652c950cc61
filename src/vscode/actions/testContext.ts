import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { rankTests, testGlobs } from '../../chat/context/neighbourTest.ts';
import { isProjectFile, testFrameworkIn } from '../../chat/context/testFramework.ts';
import type { ProjectFile, TestFramework } from '../../chat/context/testFramework.ts';
import { labelOf, makeTextAttachment } from '../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../chat/conversation.ts';
import type { Clock } from '../../mistral/clock.ts';
import { hiddenGlob } from '../chat/folderFiles.ts';
import { closedAt } from '../chat/permission.ts';
import { readText } from '../chat/readText.ts';
import type { Exclusions } from '../exclusions.ts';
import { fileOf, pathAt } from '../files.ts';
import { inTime } from '../inTime.ts';

/** A question waits no longer for what would only help; in milliseconds. */
const LONGEST_SEARCH_MS = 2_500;
/** Larger project files are not read, in bytes. */
const LARGEST_FILE = 1_000_000;
/** Files of a folder that are read: nobody has as many lists of requirements. */
const MOST_FILES = 10;
/** Files that a search may find. */
const MOST_FOUND = 2_000;
/** Of the best tests, so many are tried: some may not travel. */
const MOST_TRIED = 5;

/** How a project tests: its framework, and a test to go by. */
export interface TestContext {
  readonly framework?: TestFramework | undefined;
  readonly neighbour?: TextAttachment | undefined;
}

/** What looking for tests takes. */
export interface TestContextPorts {
  readonly clock: Clock;
  readonly exclusions: Exclusions;
  /** A new name for each attachment. */
  readonly newId: () => string;
}

/**
 * Looks in a document's own workspace folder for how its tests are written. Never rejects: what cannot be found in
 * time is not there.
 */
export async function testContextOf(
  document: vscode.TextDocument,
  { clock, exclusions, newId }: TestContextPorts,
): Promise<TestContext> {
  const uri = fileOf(document);
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (!root) return {};
  const search = new vscode.CancellationTokenSource();
  const { languageId } = document;
  const place: Place = { uri, root, languageId, exclusions, token: search.token };
  const found = <T>(search: Promise<T | undefined>) =>
    inTime(search, LONGEST_SEARCH_MS, clock).catch(() => undefined);
  try {
    const [framework, neighbour] = await Promise.all([
      found(frameworkFor(place)),
      found(neighbourOf(place, newId)),
    ]);
    return { framework, neighbour };
  } finally {
    search.cancel();
    search.dispose();
  }
}

interface Place {
  readonly uri: vscode.Uri;
  /** Its workspace folder: nothing above it is looked at. */
  readonly root: vscode.Uri;
  readonly languageId: string;
  readonly exclusions: Exclusions;
  readonly token: vscode.CancellationToken;
}

/** What the project files say that are nearest to a file. */
async function frameworkFor(place: Place): Promise<TestFramework | undefined> {
  for (const folder of foldersUpTo(place)) {
    if (place.token.isCancellationRequested) return undefined;
    const found = testFrameworkIn(await projectFiles(folder, place), place.languageId);
    if (found) return found;
  }
  return undefined;
}

/** A file's folder, then those around it, its workspace folder the last. */
function foldersUpTo({ uri, root }: Place): vscode.Uri[] {
  const top = root.path.replace(/\/+$/, '');
  const names = uri.path.slice(top.length).split('/').filter(Boolean).slice(0, -1);
  return names
    .map((_, at) => vscode.Uri.joinPath(root, ...names.slice(0, at + 1)))
    .reverse()
    .concat(root);
}

async function projectFiles(
  folder: vscode.Uri,
  { languageId, exclusions }: Place,
): Promise<ProjectFile[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const uris = entries
    .filter(([name, type]) => type & vscode.FileType.File && isProjectFile(name, languageId))
    .slice(0, MOST_FILES)
    .map(([name]) => vscode.Uri.joinPath(folder, name))
    .filter((uri) => !closedAt(uri, exclusions));
  const files = await Promise.all(uris.map(projectFile));
  return files.flat();
}

async function projectFile(uri: vscode.Uri): Promise<ProjectFile[]> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > LARGEST_FILE) return [];
  } catch {
    return [];
  }
  const read = await readText(uri);
  return typeof read === 'string' ? [] : [{ path: pathAt(uri), text: read.text }];
}

/** Whether a file may travel under its own name, and under that of the file that it may be a link to. */
async function mayTravel(uri: vscode.Uri, exclusions: Exclusions): Promise<boolean> {
  if (closedAt(uri, exclusions)) return false;
  if (uri.scheme !== 'file') return true;
  const real = await realpath(uri.fsPath).catch(() => undefined);
  return real !== undefined && !closedAt(vscode.Uri.file(real), exclusions);
}

/** The nearest test that may travel. */
async function neighbourOf(place: Place, newId: () => string): Promise<TextAttachment | undefined> {
  const { uri, root, languageId, exclusions, token } = place;
  const start = root.path.replace(/\/*$/, '/').length;
  const own = uri.path.slice(start);
  const exclude = hiddenGlob();
  const found = await Promise.all(
    testGlobs(own, languageId).map((glob) =>
      vscode.workspace.findFiles(
        new vscode.RelativePattern(root, glob),
        exclude,
        MOST_FOUND,
        token,
      ),
    ),
  );
  const byPath = new Map(found.flat().map((each) => [each.path.slice(start), each]));
  for (const name of rankTests(own, languageId, [...byPath.keys()]).slice(0, MOST_TRIED)) {
    const test = byPath.get(name);
    if (!test || !(await mayTravel(test, exclusions))) continue;
    const read = await readText(test);
    if (typeof read === 'string' || read.text.trim() === '') continue;
    const path = pathAt(test);
    return makeTextAttachment({ ...read, id: newId(), kind: 'file', label: labelOf(path), path });
  }
  return undefined;
}
