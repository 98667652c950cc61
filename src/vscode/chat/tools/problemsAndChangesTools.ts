import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import { oneLine } from '../../../base/sanitizeText.ts';
import { NOT_SHOWN } from '../../../chat/context/diffPaths.ts';
import { problemsText } from '../../../chat/context/problemsText.ts';
import { failedCall } from '../../../chat/tools/tool.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import { GET_CHANGES, GET_PROBLEMS } from '../../../chat/tools/toolDefinitions.ts';
import { gitApi, vsCodeGitRunner } from '../../git/gitApi.ts';
import { sendableChanges } from '../../git/sendableChanges.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';
import { currentProblems } from '../attachments/workspaceProblems.ts';
import type { WorkspacePaths } from './workspacePaths.ts';

/** Maximum number of characters of a diff; files that don't fit are named. */
const MAX_DIFF = 24_000;

/** Dependencies of the tools about the state of the workspace. */
export interface ProblemsAndChangesDependencies {
  readonly paths: WorkspacePaths;
  readonly permissions: SendPermissions;
  readonly clock: Clock;
}

/** `get_problems`: what the editor's Problems view shows. */
export function getProblemsTool({ paths, permissions }: ProblemsAndChangesDependencies): Tool {
  return {
    definition: GET_PROBLEMS,
    run: async ({ path }) => {
      const named = typeof path === 'string' && path !== '' ? await paths.file(path) : undefined;
      if (named && 'error' in named) return failedCall(named.error);
      const all = currentProblems(permissions).filter(
        ({ file }) => !named || file.toString() === named.uri.toString(),
      );
      const problems = [];
      const sources = [];
      for (const each of all) {
        if (!(await paths.mayRead(each.file))) continue;
        sources.push(each.file.toString());
        const shown = paths.pathOf(each.file);
        problems.push(...each.problems.map((problem) => ({ ...problem, path: shown })));
      }
      if (problems.length === 0) return { content: 'The editor shows no problems.', count: 0 };
      const { text, leftOut } = problemsText(problems);
      const note = leftOut > 0 ? `\n(${leftOut} less severe problems were omitted.)` : '';
      const { length: count } = problems;
      return { content: text + note, count, files: sources.length, sources };
    },
  };
}

/** `get_changes`: the uncommitted changes of files in the workspace folders. */
export function getChangesTool({
  paths,
  permissions,
  clock,
}: ProblemsAndChangesDependencies): Tool {
  return {
    definition: GET_CHANGES,
    run: async ({ staged }, signal) => {
      if (!vscode.workspace.isTrusted)
        return failedCall('The workspace is not trusted: git is not run.');
      const run = await vsCodeGitRunner(clock);
      const repositories = (await gitApi())?.repositories ?? [];
      if (!run || repositories.length === 0) return failedCall('There is no git repository.');
      const kinds = typeof staged === 'boolean' ? [staged] : [true, false];
      const parts: string[] = [];
      const changed = new Set<string>();
      const oldNames = new Set<string>();
      let room = MAX_DIFF;
      for (const repository of repositories) {
        for (const isStaged of kinds) {
          const read = await sendableChanges(
            run,
            repository,
            isStaged,
            { permissions, clock },
            signal,
          );
          for (const { name, oldName, text } of read.changes) {
            const uri = vscode.Uri.joinPath(repository.rootUri, name);
            if (!(await paths.mayRead(uri))) continue;
            changed.add(uri.toString());
            // The patch of a renamed file has both names.
            if (oldName !== undefined)
              oldNames.add(vscode.Uri.joinPath(repository.rootUri, oldName).toString());
            const isShown = text !== '' && text.length <= room;
            const part = isShown ? text : `${NOT_SHOWN}${oneLine(paths.pathOf(uri))}\n`;
            room -= part.length;
            if (room >= 0) parts.push(`${isStaged ? 'Staged' : 'Not staged'}: ${part}`);
          }
        }
      }
      if (changed.size === 0) return { content: 'There are no changes.', count: 0 };
      const sources = [...new Set([...changed, ...oldNames])];
      return { content: parts.join(''), count: changed.size, sources };
    },
  };
}
