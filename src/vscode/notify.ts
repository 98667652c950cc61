import * as vscode from 'vscode';
import type { Nothing } from '../completion/outcome.ts';
import type { Refusal } from '../completion/gate.ts';
import type { RequestTrace } from '../completion/trace.ts';
import type { FailureKind } from '../mistral/errors.ts';
import type { ClosedService, Feature, ServiceName } from '../mistral/services.ts';

/** What a failure is called, and what to do about it. */
export interface Words {
  readonly title: string;
  readonly advice: string;
}

/** The name of a service as people know it. */
export function serviceName(service: ServiceName): string {
  return service === 'mistral' ? 'Mistral' : 'Codestral';
}

/** The one place where failures get their words. `detail` is one of the safe details of a ServiceError. */
export function wordsFor(
  kind: FailureKind,
  service: ServiceName,
  detail?: string,
  feature: Feature = 'completion',
): Words {
  const name = serviceName(service);
  const { t } = vscode.l10n;
  const isChat = feature === 'chat';
  const later = isChat ? t('Try again in a moment.') : t('Completions go on by themselves.');
  switch (kind) {
    case 'unauthorised':
      return {
        title: t('{0} refuses the API key.', name),
        advice: t('Set the key again, or set the key of the other service.'),
      };
    case 'payment':
      return {
        title: t('{0} asks for a payment.', name),
        advice: t('Look at the plan and the spending limit of your account.'),
      };
    case 'forbidden':
      return {
        title: t('{0} does not allow this key to do that.', name),
        advice: t('Check what the key and the workspace of your account may use.'),
      };
    case 'rateLimited':
      return {
        title: t('{0} limits the number of requests.', name),
        advice: later,
      };
    case 'capacity':
      return {
        title: t('{0} has no capacity for your plan at the moment.', name),
        advice: later,
      };
    case 'modelUnknown':
      return {
        title: t('{0} does not know the model, or has retired it.', name),
        advice: isChat ? t('Choose another model.') : t('Choose another model in the settings.'),
      };
    case 'modelNotFim':
      return {
        title: t('The model cannot complete code.'),
        advice: t('Choose a model that can fill in the middle, such as codestral-latest.'),
      };
    case 'contextTooLong':
      return {
        title: t('The request is too long for the model.'),
        advice: isChat
          ? t('Send less of the chat, or choose a model with a larger context.')
          : t('Choose a model with a larger context.'),
      };
    case 'badRequest':
      return wordsForBadRequest(name, detail);
    case 'notFound':
      return {
        title: t('There is no Mistral service at this address.'),
        advice: t('Check the URL of the service in the settings.'),
      };
    case 'server':
      return {
        title: t('{0} has a problem of its own.', name),
        advice: later,
      };
    case 'unknownHost':
      return {
        title: t('The host of {0} cannot be found.', name),
        advice: t('Check the network, and the URL of the service in the settings.'),
      };
    case 'offline':
      return {
        title: t('{0} cannot be reached.', name),
        advice: `${t('Check the network.')} ${later}`,
      };
    case 'timeout':
      return {
        title: t('{0} takes too long to answer.', name),
        advice: later,
      };
    case 'certificate':
      return {
        title: t('The certificate of {0} is not trusted.', name),
        advice: t('Behind a company proxy, switch on "http.systemCertificates".'),
      };
    case 'proxy':
      return {
        title: t('Something between you and {0} answered in its place.', name),
        advice: t('Sign in to the network, or check the proxy settings.'),
      };
    case 'redirect':
      return {
        title: t('{0} wants to send the request to another host: {1}', name, detail ?? '?'),
        advice: t('Redirects are never followed. Check the URL of the service.'),
      };
    case 'protocol':
    case 'truncated':
      return {
        title: t('The answer of {0} was damaged.', name),
        advice: later,
      };
    case 'badUrl':
      return {
        title: t('The URL of {0} cannot be used.', name),
        advice: t('Write it as https://host, without user, password, query or fragment.'),
      };
    case 'noKey':
      return {
        title: t('There is no API key.'),
        advice: t('One key is enough: set a Mistral or a Codestral key.'),
      };
    case 'aborted':
      return { title: t('The request was cancelled.'), advice: '' };
    case 'internal':
      return {
        title: t('Codestral has a fault of its own.'),
        advice: t('See the log, and please report it.'),
      };
  }
}

/** Some requests are refused because the model cannot do what they ask for. */
function wordsForBadRequest(name: string, detail: string | undefined): Words {
  const { t } = vscode.l10n;
  const advice = t('Choose another model.');
  if (detail === 'reasoning') {
    return { title: t('The model cannot think before it answers.'), advice };
  }
  if (detail === 'image') return { title: t('The model cannot see images.'), advice };
  if (detail === 'chat') return { title: t('The model cannot chat.'), advice };
  return {
    title: t('{0} does not accept the request.', name),
    advice: t('If you use a gateway, check that it speaks the Mistral protocol.'),
  };
}

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
        : sentence(wordsFor(request.failure, request.service));
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

/** A failure in one line, for messages. */
export function sentence({ title, advice }: Words): string {
  return advice === '' ? title : `${title} ${advice}`;
}
