import * as vscode from 'vscode';
import { once } from '../../../base/async.ts';
import { offsetsOf } from '../../../base/linearSearch.ts';
import type { MatchingLine, TextQuery } from '../../../chat/tools/ripgrepArguments.ts';
import {
  listArguments,
  readMatch,
  relative,
  searchArguments,
} from '../../../chat/tools/ripgrepArguments.ts';
import { TextLines } from '../../../chat/tools/matchedLines.ts';
import { hiddenGlobs } from '../../platform/hiddenGlobs.ts';
import { ignoredIn } from '../../platform/repositoryIgnores.ts';
import { readText } from '../attachments/readText.ts';
import { findRipgrep, ripgrepRecords, InvalidRegexError } from './ripgrep.ts';
import { scannedFiles } from './scannedFiles.ts';
import type { WorkspacePaths } from './workspacePaths.ts';

/** Matches of one file in a search without ripgrep. */
const MAX_PER_FILE = 50;

/** A matching line with the file that it is in. */
export interface TextMatch extends Omit<MatchingLine, 'path'> {
  readonly uri: vscode.Uri;
}

/** Dependencies of {@link WorkspaceSearch}. */
export interface WorkspaceSearchDependencies {
  readonly paths: WorkspacePaths;
  /** The globs of `codestral.privacy.exclude`. */
  readonly excludedGlobs: () => readonly string[];
  /** Where VS Code is installed; tests without ripgrep set another folder. */
  readonly appRoot?: string;
}

/** Searches the workspace folders with VS Code's ripgrep, and without it by reading the files. */
export class WorkspaceSearch {
  readonly #dependencies: WorkspaceSearchDependencies;
  readonly #ripgrep: () => Promise<string | undefined>;

  constructor(dependencies: WorkspaceSearchDependencies) {
    this.#dependencies = dependencies;
    this.#ripgrep = once(() => findRipgrep(dependencies.appRoot ?? vscode.env.appRoot));
  }

  /**
   * The files that may be named, in no particular order, without ignored ones and those that VS Code hides. Links are
   * not followed. Ends early if the signal is aborted.
   */
  async *files(signal: AbortSignal): AsyncGenerator<vscode.Uri, void, undefined> {
    const program = await this.#ripgrep();
    for (const uri of await existingFolders()) {
      const found =
        program !== undefined && uri.scheme === 'file'
          ? this.#listed(program, uri, signal)
          : scannedFiles(uri, hiddenGlobs(uri), signal);
      const isIgnored = await ignoredIn(uri);
      for await (const file of found) {
        if (signal.aborted) return;
        if (!this.#dependencies.paths.mayName(file) || (await isIgnored(file))) continue;
        yield file;
      }
    }
  }

  /**
   * The matching lines in files that may be named, at most 50 of a file. Rejects with {@link InvalidRegexError} for an
   * invalid regular expression, and for any if there is no ripgrep: JavaScript's could block the extension host.
   */
  async *matches(
    query: TextQuery,
    signal: AbortSignal,
  ): AsyncGenerator<TextMatch, void, undefined> {
    const { paths } = this.#dependencies;
    const program = await this.#ripgrep();
    for (const uri of await existingFolders()) {
      const found =
        program !== undefined && uri.scheme === 'file'
          ? this.#searched(program, uri, query, signal)
          : this.#scanned(uri, query, signal);
      const isIgnored = await ignoredIn(uri);
      for await (const match of found) {
        if (signal.aborted) return;
        if (paths.mayName(match.uri) && !(await isIgnored(match.uri))) yield match;
      }
    }
  }

  async *#listed(
    program: string,
    folder: vscode.Uri,
    signal: AbortSignal,
  ): AsyncGenerator<vscode.Uri, void, undefined> {
    const args = listArguments([...hiddenGlobs(folder), ...this.#dependencies.excludedGlobs()]);
    const run = { program, folder: folder.fsPath, args, signal, separator: '\0' } as const;
    for await (const path of ripgrepRecords(run)) {
      yield vscode.Uri.joinPath(folder, relative(path));
    }
  }

  async *#searched(
    program: string,
    folder: vscode.Uri,
    query: TextQuery,
    signal: AbortSignal,
  ): AsyncGenerator<TextMatch, void, undefined> {
    const without = [...hiddenGlobs(folder), ...this.#dependencies.excludedGlobs()];
    const args = searchArguments(query, without);
    const run = { program, folder: folder.fsPath, args, signal, separator: '\n' } as const;
    for await (const record of ripgrepRecords(run)) {
      const match = readMatch(record);
      if (match) yield { ...match, uri: vscode.Uri.joinPath(folder, match.path) };
    }
  }

  async *#scanned(
    folder: vscode.Uri,
    { query, isRegex }: TextQuery,
    signal: AbortSignal,
  ): AsyncGenerator<TextMatch, void, undefined> {
    if (isRegex) throw new InvalidRegexError('Regular expressions are not available here.');
    const ignoresCase = query === query.toLowerCase();
    for await (const uri of scannedFiles(folder, hiddenGlobs(folder), signal)) {
      if (signal.aborted) return;
      if (!(await this.#dependencies.paths.mayRead(uri))) continue;
      const read = await readText(uri);
      if (typeof read === 'string') continue;
      const text = ignoresCase ? read.text.toLowerCase() : read.text;
      const offsets = offsetsOf(text, query, MAX_PER_FILE);
      const lines = offsets.length > 0 ? new TextLines(read.text) : undefined;
      for (const line of new Set(offsets.map((offset) => lineAt(text, offset)))) {
        yield { uri, line, text: lines?.at(line) ?? '' };
      }
    }
  }
}

/** The number of the line at an offset, from 1. */
function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}

/** The workspace folders that exist: VS Code keeps those that were deleted. */
async function existingFolders(): Promise<readonly vscode.Uri[]> {
  const uris = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const found = await Promise.all(
    uris.map((uri) =>
      Promise.resolve(vscode.workspace.fs.stat(uri)).then(
        () => [uri],
        () => [],
      ),
    ),
  );
  return found.flat();
}
