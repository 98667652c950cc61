import type * as vscode from 'vscode';
import { parseExcludeGlobs } from '../../../privacy/excludeGlobs.ts';
import { foldPath } from '../../../privacy/paths.ts';
import { numberedLines } from '../../../chat/tools/numberedLines.ts';
import { matchedLines } from '../../../chat/tools/matchedLines.ts';
import { failedCall } from '../../../chat/tools/tool.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import { FIND_FILES, READ_FILE, SEARCH_TEXT } from '../../../chat/tools/toolDefinitions.ts';
import { queryProblem } from '../../../chat/tools/ripgrepArguments.ts';
import { toolGlob } from '../../../chat/tools/toolPath.ts';
import { readText } from '../attachments/readText.ts';
import type { WorkspacePaths } from './workspacePaths.ts';
import { InvalidRegexError } from './ripgrep.ts';
import type { TextMatch, WorkspaceSearch } from './workspaceSearch.ts';

/** Number of results if the model sets no limit. */
const DEFAULT_LIMIT = 100;
/** After this number of matches, files are no longer counted. */
const MAX_MATCHES = 5_000;

/** Dependencies of the tools that read files. */
export interface FileToolDependencies {
  readonly paths: WorkspacePaths;
  readonly search: WorkspaceSearch;
  /** The text that the model has proposed for a file, which its next edit applies to. */
  readonly proposedText?: (uri: vscode.Uri) => string | undefined;
}

/** `find_files`: lists files by a glob. */
export function findFilesTool({ paths, search }: FileToolDependencies): Tool {
  return {
    definition: FIND_FILES,
    run: async ({ pattern, limit = DEFAULT_LIMIT }, signal) => {
      const glob = parseExcludeGlobs([toolGlob(String(pattern))]);
      if (glob.invalid.length > 0)
        return failedCall('The glob is invalid. Use *, **, ? and {a,b}.');
      const matches: { readonly path: string; readonly uri: vscode.Uri }[] = [];
      for await (const uri of search.files(signal)) {
        const names = paths.namesOf(uri).map(foldPath);
        if (glob.matches(names)) matches.push({ path: paths.pathOf(uri), uri });
        if (matches.length >= MAX_MATCHES) break;
      }
      const inOrder = matches.sort((a, b) => (a.path < b.path ? -1 : 1));
      const listed: string[] = [];
      const sources: string[] = [];
      for (const { path, uri } of inOrder) {
        if (listed.length >= Number(limit) || signal.aborted) break;
        if (!(await paths.mayRead(uri))) continue;
        listed.push(path);
        sources.push(uri.toString());
      }
      if (listed.length === 0) return { content: 'No file matches.', count: 0 };
      const more = matches.length - listed.length;
      const note = more > 0 ? `\n(Truncated: about ${more} more. Use a narrower pattern.)` : '';
      return { content: listed.join('\n') + note, count: listed.length, sources };
    },
  };
}

/** `search_text`: searches the text of all files. */
export function searchTextTool({ paths, search }: FileToolDependencies): Tool {
  const matchesOf = async (
    query: { readonly query: string; readonly isRegex: boolean },
    include: unknown,
    signal: AbortSignal,
  ): Promise<TextMatch[]> => {
    const glob =
      typeof include === 'string' && include !== ''
        ? parseExcludeGlobs([toolGlob(include)])
        : undefined;
    const matches: TextMatch[] = [];
    for await (const match of search.matches(query, signal)) {
      if (glob && !glob.matches(paths.namesOf(match.uri).map(foldPath))) continue;
      matches.push(match);
      if (matches.length >= MAX_MATCHES) break;
    }
    return matches.sort((a, b) =>
      a.uri.path === b.uri.path ? a.line - b.line : a.uri.path < b.uri.path ? -1 : 1,
    );
  };
  return {
    definition: SEARCH_TEXT,
    run: async ({ query, isRegex = false, include, limit = DEFAULT_LIMIT }, signal) => {
      const text = String(query);
      const problem = queryProblem(text);
      if (problem !== undefined) return failedCall(problem);
      let matches: TextMatch[];
      try {
        matches = await matchesOf({ query: text, isRegex: isRegex === true }, include, signal);
      } catch (error) {
        if (error instanceof InvalidRegexError) return failedCall(error.message);
        throw error;
      }
      const shown: (TextMatch & { readonly path: string })[] = [];
      const allowed = new Map<string, boolean>();
      for (const match of matches) {
        if (shown.length >= Number(limit) || signal.aborted) break;
        const key = match.uri.toString();
        if (!allowed.has(key)) allowed.set(key, await paths.mayRead(match.uri));
        if (allowed.get(key) === true) shown.push({ ...match, path: paths.pathOf(match.uri) });
      }
      if (shown.length === 0) return { content: 'No line matches.', count: 0 };
      const lines = matchedLines(shown);
      const more = matches.length - lines.count;
      const note = more > 0 ? `\n(Truncated: about ${more} more lines. Use a narrower query.)` : '';
      const sources = [...new Set(shown.slice(0, lines.count).map(({ uri }) => uri.toString()))];
      const { count, files } = lines;
      return { content: lines.text + note, count, files, sources };
    },
  };
}

/** `read_file`: reads lines of a file, with unsaved and proposed changes. */
export function readFileTool({
  paths,
  proposedText,
}: Pick<FileToolDependencies, 'paths' | 'proposedText'>): Tool {
  return {
    definition: READ_FILE,
    run: async ({ path, startLine, endLine }) => {
      const file = await paths.file(String(path));
      if ('error' in file) return failedCall(file.error);
      const proposed = proposedText?.(file.uri);
      const read = proposed === undefined ? await readText(file.uri) : { text: proposed };
      if (typeof read === 'string') return failedCall(REASONS[read]);
      const first = typeof startLine === 'number' ? startLine : 1;
      const last = typeof endLine === 'number' ? endLine : Infinity;
      const lines = numberedLines(file.path, read.text, first, last);
      if (!lines) return failedCall('The file has no such lines.');
      return { content: lines.text, count: lines.count, sources: [file.uri.toString()] };
    },
  };
}

const REASONS = {
  gone: 'There is no such file. Use find_files to find its path.',
  folder: 'This is a folder. Use find_files to list its files.',
  binary: 'This is a binary file.',
  'too large':
    'The file is too large (more than 5 MB). Use search_text to find the relevant lines.',
} as const;
