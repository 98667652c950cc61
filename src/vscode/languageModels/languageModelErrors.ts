import * as vscode from 'vscode';
import type { ServiceError } from '../../mistral/errors/serviceError.ts';
import type { FailureKind } from '../../mistral/errors/failureKind.ts';
import { sentence, errorText } from '../messages/errorText.ts';

/** VS Code's error classes by kind of failure. "Blocked" is documented as a quota error. */
const CLASSES: Readonly<Partial<Record<FailureKind, (message: string) => Error>>> = {
  unauthorised: (message) => vscode.LanguageModelError.NoPermissions(message),
  forbidden: (message) => vscode.LanguageModelError.NoPermissions(message),
  noKey: (message) => vscode.LanguageModelError.NoPermissions(message),
  modelNotAllowed: (message) => vscode.LanguageModelError.NoPermissions(message),
  modelUnknown: (message) => vscode.LanguageModelError.NotFound(message),
  payment: (message) => vscode.LanguageModelError.Blocked(message),
  rateLimited: (message) => vscode.LanguageModelError.Blocked(message),
  capacity: (message) => vscode.LanguageModelError.Blocked(message),
};

/** A note after a truncated answer: VS Code passes no finish reason to callers. */
export function cutAnswerNote(): string {
  const { t } = vscode.l10n;
  return `\n\n[${t('The answer was cut off: it reached the maximum length. Its end is missing.')}]`;
}

/** Converts a failure to an error for the calling extension, without response bodies or keys. */
export function languageModelError({ kind, service, detail }: ServiceError): Error {
  if (kind === 'aborted') return new vscode.CancellationError();
  const message = sentence(errorText(kind, service, detail, 'chat'));
  return CLASSES[kind]?.(message) ?? new Error(message);
}
