import * as vscode from 'vscode';
import type { FailureKind, ServiceError } from '../../mistral/errors.ts';
import { sentence, wordsFor } from '../notify.ts';

/** Failures that VS Code has classes for, and extensions can tell apart. What "blocked" is, its types say: quota. */
const CLASSES: Readonly<Partial<Record<FailureKind, (words: string) => Error>>> = {
  unauthorised: (words) => vscode.LanguageModelError.NoPermissions(words),
  forbidden: (words) => vscode.LanguageModelError.NoPermissions(words),
  noKey: (words) => vscode.LanguageModelError.NoPermissions(words),
  modelUnknown: (words) => vscode.LanguageModelError.NotFound(words),
  payment: (words) => vscode.LanguageModelError.Blocked(words),
  rateLimited: (words) => vscode.LanguageModelError.Blocked(words),
  capacity: (words) => vscode.LanguageModelError.Blocked(words),
};

/** A failure as VS Code hands it to whoever asked, in our words; nothing of a body or a key is in it. */
export function languageModelError({ kind, service, detail }: ServiceError): Error {
  if (kind === 'aborted') return new vscode.CancellationError();
  const words = sentence(wordsFor(kind, service, detail, 'chat'));
  return CLASSES[kind]?.(words) ?? new Error(words);
}
