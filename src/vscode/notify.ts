import * as vscode from 'vscode';
import type { Nothing } from '../completion/outcome.ts';
import type { Refusal } from '../completion/gate.ts';
import type { RequestTrace } from '../completion/trace.ts';
import type { FailureKind } from '../mistral/errors.ts';
import type { ClosedService, Feature, ServiceName } from '../mistral/services.ts';
import { FAILURES } from './failures/table.ts';
import { told } from './failures/told.ts';
import type { Circumstances } from './failures/told.ts';

/** What a failure is called, and what to do about it. */
export interface Words {
  readonly title: string;
  readonly advice: string;
}

/**
 * The words for a failure, from the one table (failures/table.ts). `detail` is one of the safe details of a
 * ServiceError; what is known around it makes the words more helpful.
 */
export function wordsFor(
  kind: FailureKind,
  service: ServiceName,
  detail?: string,
  feature: Feature = 'completion',
  circumstances: Circumstances = {},
): Words {
  const { language } = vscode.env;
  const failure = told(vscode.l10n.t, kind, service, detail, feature, {
    language,
    ...circumstances,
  });
  const { title, advice } = FAILURES[kind];
  return { title: title(failure), advice: advice(failure) };
}

export { serviceName } from './failures/told.ts';

/** The words for a service that cannot be asked. */
export function wordsForClosed({ closed, service }: ClosedService): Words {
  return wordsFor(closed, service);
}

/** Why there are no completions at a place. */
export function wordsForRefusal(refusal: Refusal): string {
  const { t } = vscode.l10n;
  switch (refusal) {
    case 'off':
      return t('Completions are switched off.');
    case 'off for this language':
      return t('Completions are switched off for this language.');
    case 'not in this kind of document':
      return t('There are no completions in this kind of document.');
    case 'read-only':
      return t('This document is read-only.');
    case 'excluded file':
      return t('This file is excluded: nothing of it is sent.');
    case 'selection':
    case 'inside a word':
      return t('There are no completions at this place.');
    case 'undone':
    case 'pasted':
      return t('After undo and after a large paste suggestions wait for the next key.');
  }
}

/** Why a call brought no suggestion; `request` is the one it made, if it made one. */
export function wordsForNothing(reason: Nothing, request: RequestTrace | undefined): string {
  const { t } = vscode.l10n;
  switch (reason) {
    case 'noKey':
    case 'badUrl':
      return sentence(wordsFor(reason, 'mistral'));
    case 'paused':
      return t('The service is left alone for a while. The menu says why, and until when.');
    case 'failed':
      return request?.failure === undefined
        ? t('The request was given up for a newer one.')
        : sentence(wordsFor(request.failure, request.service, request.failureDetail));
    case 'superseded':
      return t('The next key came first.');
    case 'suggest widget':
      return t('The row chosen in the list of suggestions says something else.');
    case 'no suggestion':
      return t('The model has no suggestion for this place.');
    case 'off':
    case 'off for this language':
    case 'not in this kind of document':
    case 'read-only':
    case 'excluded file':
    case 'selection':
    case 'inside a word':
    case 'undone':
    case 'pasted':
      return wordsForRefusal(reason);
  }
}

/** A text that VS Code's messages would otherwise look for links in, such as `[label](command:id)`. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** A failure in one line, for messages. */
export function sentence({ title, advice }: Words): string {
  return advice === '' ? title : `${title} ${advice}`;
}
