import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { problemsText } from '../../chat/context/problemsText.ts';
import type { Problem } from '../../chat/context/problemsText.ts';
import { oneLine } from '../../base/sanitizeText.ts';
import { attachmentLabel, makeTextAttachment } from '../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../chat/session/conversation.ts';
import { documentName } from '../platform/documents.ts';
import type { OutgoingMessage } from '../../chat/session/messageSender.ts';
import { codeAttachment } from '../chat/attachments/codeAttachment.ts';
import { checkDocument } from '../privacy/blockedMessage.ts';
import { problemsAt } from '../chat/attachments/workspaceProblems.ts';
import { editorOf, isNotebookCell } from '../platform/files.ts';
import type { ActionDependencies } from './actionDependencies.ts';
import { codeLocationOf, codeTargetAt } from './codeTarget.ts';
import type { CodeLocation, CodeTarget } from './codeTarget.ts';
import { showWarning } from './errorNotification.ts';
import { testContextOf } from './testContext.ts';

/** A chat command about code, without its slash. */
export type CodeTask = 'explain' | 'fix' | 'tests' | 'doc';

/** Tasks whose answers replace the code, which is therefore selected. */
const REPLACING_TASKS: ReadonlySet<CodeTask> = new Set(['fix', 'doc']);

/** The code of a task, which may be sent, as it was when the command ran. */
interface TaskRequest {
  readonly location: CodeLocation;
  readonly target: CodeTarget;
  readonly code: TextAttachment;
  /** The selection at that time, if the document was visible. */
  readonly selection: vscode.Selection | undefined;
}

/** Explain, Fix, Generate Tests and Write Documentation: chat messages about code, with its context attached. */
export class CodeTaskCommands {
  readonly #dependencies: Pick<ActionDependencies, 'clock' | 'permissions' | 'chat'>;

  constructor(dependencies: Pick<ActionDependencies, 'clock' | 'permissions' | 'chat'>) {
    this.#dependencies = dependencies;
  }

  /** Starts a chat about the code at `args` (see `codeLocationOf`). */
  async ask(task: CodeTask, args: readonly unknown[]): Promise<void> {
    const message = await withProgress(this.#message(task, args));
    if (typeof message === 'string') showWarning(message);
    else await (await this.#dependencies.chat()).ask(message);
  }

  /** Attaches the problems at `args` to the chat, with the code they are in. */
  async addProblems(args: readonly unknown[]): Promise<void> {
    const request = await this.#request(args);
    if (typeof request === 'string') {
      showWarning(request);
      return;
    }
    const chat = await this.#dependencies.chat();
    await chat.addAttachments([request.code, ...problemsOf(request)]);
  }

  /** The code of a command, or the message if there is none. */
  async #request(args: readonly unknown[]): Promise<TaskRequest | string> {
    const { t } = vscode.l10n;
    const { clock, permissions } = this.#dependencies;
    // Read before the first await: the user may continue to work.
    const active = vscode.window.activeTextEditor;
    const activeSelection = active?.selection;
    const location = await codeLocationOf(args);
    if (!location) return t('Select code or open a file first.');
    const { document } = location;
    const blocked = await checkDocument(document, permissions);
    if (blocked !== undefined) return blocked;
    const isActive = active?.document === document;
    const selection = isActive ? activeSelection : editorOf(document)?.selection;
    const target = await codeTargetAt(location, clock);
    // A notebook cell is only a part of its file.
    const isFile = target.kind === 'file' && !isNotebookCell(document.uri);
    const code = codeAttachment(document, target.range, {
      kind: isFile ? 'file' : 'selection',
      id: randomUUID(),
      symbol: target.name,
    });
    return code
      ? { location, target, code, selection }
      : t('{0} is empty.', documentName(document));
  }

  /** The chat message of a task, or the text to show if there is no code. */
  async #message(task: CodeTask, args: readonly unknown[]): Promise<OutgoingMessage | string> {
    const request = await this.#request(args);
    if (typeof request === 'string') return request;
    if (REPLACING_TASKS.has(task)) await select(request);
    const { text, attachments } =
      task === 'tests' ? await this.#testContext(request) : { text: [], attachments: [] };
    return {
      text: [`/${task}`, ...text].join(' '),
      attachments: [request.code, ...(task === 'fix' ? problemsOf(request) : attachments)],
      note: wholeFileNote(request.target),
    };
  }

  /** How the project tests, in sentences, and a test of it. */
  async #testContext({
    target,
  }: TaskRequest): Promise<{ text: string[]; attachments: TextAttachment[] }> {
    const { t } = vscode.l10n;
    const dependencies = { ...this.#dependencies, newId: randomUUID };
    const { framework, siblingTest } = await testContextOf(target.document, dependencies);
    const text: string[] = [];
    if (framework) {
      text.push(t('Use {0}, as configured in {1}.', framework.name, oneLine(framework.path)));
    }
    if (siblingTest?.path) {
      text.push(t('{0} shows the test style of this project.', oneLine(siblingTest.path)));
    }
    return { text, attachments: siblingTest ? [siblingTest] : [] };
  }
}

/** The note for a whole file that was sent because no smaller code was selected or found. */
function wholeFileNote({ document, kind, lacksSymbols }: CodeTarget): string | undefined {
  const { t } = vscode.l10n;
  if (kind !== 'file' || isNotebookCell(document.uri)) return undefined;
  return lacksSymbols
    ? t('The whole file was sent because the language service has not responded yet.')
    : t('The whole file was sent because the cursor is not in a function or class.');
}

/** The problems at the cursor, or else those in all of the code. */
function problemsOf({ location, target, code }: TaskRequest): TextAttachment[] {
  const near = problemsAt(location.document, location.range);
  const problems = near.length > 0 ? near : problemsAt(location.document, target.range);
  return problems.length > 0 ? [attachmentOf(problems, code)] : [];
}

function attachmentOf(
  problems: readonly Problem[],
  { path = '', sources }: TextAttachment,
): TextAttachment {
  const at = problems.map(({ line }) => line);
  const lines = { first: Math.min(...at), last: Math.max(...at) };
  const label = vscode.l10n.t('Problems: {0}', attachmentLabel(path, lines));
  const { text } = problemsText(problems);
  return makeTextAttachment({ kind: 'problems', id: randomUUID(), label, text, sources });
}

/** Selects the code in the editor so that the answer can replace it, unless the user has moved on. */
async function select({ target, selection: before }: TaskRequest): Promise<void> {
  const { document, range, kind } = target;
  if (kind === 'selection') return;
  const selection = new vscode.Selection(range.start, range.end);
  const editor = editorOf(document);
  if (editor) {
    if (before?.isEqual(editor.selection)) editor.selection = selection;
  } else if (!before && !isNotebookCell(document.uri)) {
    await vscode.window.showTextDocument(document, { selection, preserveFocus: true });
  }
}

/** Finding symbols and tests may take a few seconds: the status bar shows progress. */
async function withProgress<T>(work: Promise<T>): Promise<T> {
  const title = vscode.l10n.t('Collecting context…');
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title },
    () => work,
  );
}
