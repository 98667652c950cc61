import * as vscode from 'vscode';
import { relocate, withLineEnds, type EditPreview } from '../../../actions/edit/proposal.ts';
import { placeCode } from '../../../actions/edit/placement/placement.ts';
import { placeDiff } from '../../../actions/edit/placement/unifiedDiff.ts';
import { codeBlockKind } from '../../../languages/codeBlockKind.ts';
import type { TextAttachment } from '../../../chat/session/conversation.ts';
import { insertionContextAt } from './insertionContext.ts';

/** Code of an answer, and what was attached to its question. */
export interface AppliedCode {
  readonly code: string;
  /** As the answer names it, in lower case; may be empty. */
  readonly language: string;
  readonly attachments: readonly TextAttachment[];
  /** Whether the question asked for code that replaces the attached code. */
  readonly isReplacement: boolean;
}

/** Why code has no place in a document. */
export type PlacementFailure = 'nowhere' | 'ambiguous' | 'incomplete' | 'unchanged';

/** The change that puts code in its place in a document. */
export function placeInDocument(
  { code, language, attachments, isReplacement }: AppliedCode,
  document: vscode.TextDocument,
): EditPreview | PlacementFailure {
  const start = new vscode.Position(0, 0);
  const indent = insertionContextAt(document, new vscode.Range(start, start));
  const text = document.getText();
  const edit =
    codeBlockKind(language) === 'diff'
      ? placeDiff(code, text)
      : placeCode({
          code,
          document: text,
          indent,
          isReplacement,
          attached: attachedLines(attachments, document, text),
        });
  if (typeof edit === 'string') return edit;
  const from = new vscode.Position(edit.first, 0);
  const end = document.lineAt(Math.max(edit.first, edit.last)).range.end;
  const original = edit.last < edit.first ? '' : document.getText(new vscode.Range(from, end));
  const now = edit.lines.join(indent.eol);
  if (now === original) return 'unchanged';
  return { uri: document.uri.toString(), start: document.offsetAt(from), original, text: now };
}

/** The whole lines of an attached selection, wherever they are now; undefined if there are none. */
function attachedLines(
  attachments: readonly TextAttachment[],
  document: vscode.TextDocument,
  text: string,
): { readonly first: number; readonly last: number } | undefined {
  const uri = document.uri.toString();
  const attached = attachments.find((each) => each.kind === 'selection' && each.uri === uri);
  if (!attached?.lines || attached.cut || attached.text.trim() === '') return undefined;
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const original = withLineEnds(attached.text, eol);
  const line = Math.min(attached.lines.first, document.lineCount) - 1;
  const lead = original.length - original.trimStart().length;
  // The selection may begin within the indentation of its first line.
  const tracked = text.indexOf(original, document.offsetAt(new vscode.Position(line, 0)));
  const start = relocate({ original }, text, tracked < 0 ? undefined : tracked);
  if (start === undefined) return undefined;
  const first = document.positionAt(start + lead);
  const last = document.positionAt(start + original.trimEnd().length);
  const isWhole =
    document.lineAt(first).firstNonWhitespaceCharacterIndex === first.character &&
    document.lineAt(last).text.slice(last.character).trim() === '';
  return isWhole ? { first: first.line, last: last.line } : undefined;
}
