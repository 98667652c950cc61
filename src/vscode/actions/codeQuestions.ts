import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { problemsText } from '../../chat/context/problems.ts';
import type { Problem } from '../../chat/context/problems.ts';
import { oneLine } from '../../chat/context/text.ts';
import { labelOf, makeTextAttachment } from '../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../chat/conversation.ts';
import { nameOf } from '../changeable.ts';
import type { AskedQuestion } from '../chat/asks.ts';
import { codeAttachment } from '../chat/codeAttachment.ts';
import { closedAt, wordsForClosed } from '../chat/permission.ts';
import { problemsAt } from '../chat/problems.ts';
import { editorOf, fileOf } from '../files.ts';
import type { ActionTools } from './actionParts.ts';
import { spotOf, subjectAt } from './subject.ts';
import type { Spot, Subject } from './subject.ts';
import { testContextOf } from './testContext.ts';

/** What can be asked about code in the chat. */
export type CodeTask = 'explain' | 'fix' | 'tests' | 'doc';

/** Answers to these take the code's place. */
const CHANGES: ReadonlySet<CodeTask> = new Set(['fix', 'doc']);

/** Code that may travel, as it was when a command ran. */
interface Asked {
  readonly spot: Spot;
  readonly subject: Subject;
  readonly code: TextAttachment;
  /** What was selected, where the document is on screen. */
  readonly selection: vscode.Selection | undefined;
}

/** Opens chat turns about code, with what belongs to them. */
export class CodeQuestions {
  readonly #tools: Pick<ActionTools, 'clock' | 'exclusions' | 'chat'>;

  constructor(tools: Pick<ActionTools, 'clock' | 'exclusions' | 'chat'>) {
    this.#tools = tools;
  }

  /** Asks about the code at a place (see `spotOf`), in a new chat; says why where it cannot. */
  async ask(task: CodeTask, args: readonly unknown[]): Promise<void> {
    const question = await withProgress(this.#prepared(task, args));
    if (typeof question === 'string') void vscode.window.showWarningMessage(question);
    else await (await this.#tools.chat()).about(question);
  }

  /** Attaches the problems at a place to the chat, with the code that they are in. */
  async addProblems(args: readonly unknown[]): Promise<void> {
    const asked = await this.#asked(args);
    if (typeof asked === 'string') void vscode.window.showWarningMessage(asked);
    else await (await this.#tools.chat()).addAttachments([asked.code, ...problemsOf(asked)]);
  }

  async #prepared(task: CodeTask, args: readonly unknown[]): Promise<AskedQuestion | string> {
    const asked = await this.#asked(args);
    return typeof asked === 'string' ? asked : this.#question(task, asked);
  }

  /** The code that a command is about; else why there is none, in words. */
  async #asked(args: readonly unknown[]): Promise<Asked | string> {
    const { t } = vscode.l10n;
    // Taken before anything is waited for: the user may go on meanwhile.
    const active = vscode.window.activeTextEditor;
    const selected = active?.selection;
    const spot = await spotOf(args);
    if (!spot) return t('Select code or open a file first.');
    const { document } = spot;
    const closed = closedAt(fileOf(document), this.#tools.exclusions);
    if (closed) return wordsForClosed(closed, fileOf(document));
    const isActive = active?.document === document;
    const selection = isActive ? selected : editorOf(document)?.selection;
    const subject = await subjectAt(spot, this.#tools.clock);
    // A notebook's cell is a part of its file.
    const isFile = subject.kind === 'file' && document.uri.scheme !== 'vscode-notebook-cell';
    const kind = isFile ? 'file' : 'selection';
    const code = codeAttachment(document, subject.range, { kind, id: randomUUID() });
    return code ? { spot, subject, code, selection } : t('{0} is empty.', nameOf(document));
  }

  async #question(task: CodeTask, asked: Asked): Promise<AskedQuestion> {
    if (CHANGES.has(task)) await select(asked);
    const text = `/${task}`;
    if (task === 'fix') return { text, attachments: [asked.code, ...problemsOf(asked)] };
    if (task !== 'tests') return { text, attachments: [asked.code] };
    const ports = { ...this.#tools, newId: randomUUID };
    const { framework, neighbour } = await testContextOf(asked.subject.document, ports);
    const { t } = vscode.l10n;
    const words = [
      text,
      ...(framework ? [t('Use {0}, as {1} says.', framework.name, oneLine(framework.path))] : []),
      ...(neighbour?.path
        ? [t('{0} shows how tests are written here.', oneLine(neighbour.path))]
        : []),
    ];
    return { text: words.join(' '), attachments: [asked.code, ...(neighbour ? [neighbour] : [])] };
  }
}

/** The problems at the cursor; without any there, those of the whole code. */
function problemsOf({ spot, subject, code }: Asked): TextAttachment[] {
  const near = problemsAt(spot.document, spot.range);
  const problems = near.length > 0 ? near : problemsAt(spot.document, subject.range);
  return problems.length > 0 ? [attachmentOf(problems, code.path)] : [];
}

function attachmentOf(problems: readonly Problem[], path = ''): TextAttachment {
  const at = problems.map(({ line }) => line);
  const lines = { first: Math.min(...at), last: Math.max(...at) };
  const label = vscode.l10n.t('Problems: {0}', labelOf(path, lines));
  const { text } = problemsText(problems);
  return makeTextAttachment({ kind: 'problems', id: randomUUID(), label, text });
}

/** Selects the code in the editor, so that the answer can replace it; not once the user has gone on to something else. */
async function select({ subject, selection: before }: Asked): Promise<void> {
  const { document, range, kind } = subject;
  if (kind === 'selection') return;
  const selection = new vscode.Selection(range.start, range.end);
  const editor = editorOf(document);
  if (editor) {
    if (before?.isEqual(editor.selection)) editor.selection = selection;
  } else if (!before && document.uri.scheme !== 'vscode-notebook-cell') {
    await vscode.window.showTextDocument(document, { selection, preserveFocus: true });
  }
}

/** Symbols and tests may be slow to find, some seconds at most: the status bar says what is going on. */
async function withProgress<T>(work: Promise<T>): Promise<T> {
  const title = vscode.l10n.t('Looking at the code…');
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title },
    () => work,
  );
}
