import * as vscode from 'vscode';
import { plural } from '../../../base/plural.ts';
import { oneLine } from '../../../base/sanitizeText.ts';
import type { ToolStep } from '../../../chat/session/conversation.ts';
import { argumentsOf } from '../../../mistral/tools/toolCallAssembler.ts';
import type { ToolCallDetail, ToolCallView } from '../../../protocol/panelViews.ts';

/** Longer arguments are truncated in a label, in characters. */
const MAX_ARGUMENT = 60;
/** The longest arguments that are parsed for a label, in characters. */
const MAX_PARSED = 100_000;

/** A tool call as the panel shows it. */
export function stepView(step: ToolStep): ToolCallView {
  const { id, state, textLength } = step;
  return { id, state, textLength, label: labelOf(step) };
}

/** What a tool call sent, exactly. */
export function stepDetail({ name, arguments: text, result }: ToolStep): ToolCallDetail {
  return { call: `${name} ${text}`, result };
}

/** What the tool does, or what it did and found, in one line. */
function labelOf(step: ToolStep): string {
  const { t } = vscode.l10n;
  const { name, state } = step;
  const [action, finished] = actionOf(name, argumentOf(step));
  switch (state) {
    case 'running':
      return t('{0}…', action);
    case 'failed':
      return t('{0}: failed', action);
    case 'declined':
      return t('{0}: declined', action);
    case 'stopped':
      return t('{0}: stopped', action);
    case 'done': {
      const found = foundBy(step);
      return found === undefined ? finished : t('{0}: {1}', finished, found);
    }
  }
}

/** The labels of a call while it runs, waits for the user or has failed, and after it has succeeded. */
function actionOf(name: string, argument: string): readonly [action: string, finished: string] {
  const { t } = vscode.l10n;
  switch (name) {
    case 'find_files':
      return [t('List files {0}', argument), t('Listed files {0}', argument)];
    case 'read_file':
    case 'read_document': {
      // The imperative and the past tense of "read" are the same.
      const read = t('Read {0}', argument);
      return [read, read];
    }
    case 'search_text':
      return [t('Search for {0}', argument), t('Searched for {0}', argument)];
    case 'search_codebase':
      return [
        t('Search the codebase for {0}', argument),
        t('Searched the codebase for {0}', argument),
      ];
    case 'list_symbols':
      return [t('List symbols of {0}', argument), t('Listed symbols of {0}', argument)];
    case 'find_definition':
      return [
        t('Look up the definition of {0}', argument),
        t('Looked up the definition of {0}', argument),
      ];
    case 'find_references':
      return [t('Look up references to {0}', argument), t('Looked up references to {0}', argument)];
    case 'get_problems': {
      const read = t('Read the problems');
      return [read, read];
    }
    case 'get_changes': {
      const read = t('Read the uncommitted changes');
      return [read, read];
    }
    case 'edit_file':
      return [t('Change {0}', argument), t('Proposed a change to {0}', argument)];
    case 'create_file':
      return [t('Create {0}', argument), t('Proposed the new file {0}', argument)];
    case 'run_command':
      return [t('Run {0}', argument), t('Ran {0}', argument)];
    case 'search_web':
      return [t('Search the web for {0}', argument), t('Searched the web for {0}', argument)];
    default: {
      // Models may call tools that don't exist, by names of any length.
      const call = oneLine(`${name.slice(0, MAX_ARGUMENT)} ${argument}`);
      return [call, call];
    }
  }
}

/** How much was found; undefined if the tool doesn't say. */
function foundBy({ name, count, files }: ToolStep): string | undefined {
  const { t } = vscode.l10n;
  if (count === undefined) return undefined;
  const form = (amount: number, one: string, other: string) =>
    plural(amount, vscode.env.language, one, other);
  switch (name) {
    case 'read_file':
    case 'edit_file':
    case 'create_file':
      return form(count, t('{0} line', count), t('{0} lines', count));
    case 'read_document':
      return form(count, t('{0} page', count), t('{0} pages', count));
    case 'find_files':
    case 'get_changes':
      return form(count, t('{0} file', count), t('{0} files', count));
    case 'search_web':
      return form(count, t('{0} source', count), t('{0} sources', count));
    default: {
      const matches = form(count, t('{0} result', count), t('{0} results', count));
      return files === undefined
        ? matches
        : t('{0} in {1}', matches, form(files, t('{0} file', files), t('{0} files', files)));
    }
  }
}

/** The most important argument, in one line. */
function argumentOf({ arguments: text }: ToolStep): string {
  const values = text.length <= MAX_PARSED ? (argumentsOf(text) ?? {}) : {};
  const { path, symbol, startLine, endLine } = values;
  const first =
    [symbol, path, ...Object.values(values)].find((value) => typeof value === 'string') ?? '';
  const line = oneLine(first);
  const short = line.length > MAX_ARGUMENT ? `${line.slice(0, MAX_ARGUMENT)}…` : line;
  if (typeof startLine !== 'number') return short;
  return `${short}:${startLine}${typeof endLine === 'number' ? `-${endLine}` : ''}`;
}
