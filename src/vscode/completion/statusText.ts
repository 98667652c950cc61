import * as vscode from 'vscode';
import { needsUser, type StatusState } from '../../completion/completionStatus.ts';
import { retryAdvice } from '../../messages/errorPhrases.ts';
import type { FailureDetails } from '../../messages/messageContext.ts';
import {
  serviceLabel,
  errorText,
  unavailableServiceText,
  disabledReasonText,
} from '../messages/errorText.ts';
import type { StatusText } from './statusItem.ts';

/**
 * The text of a status, as in the menu. Pass `now`, in milliseconds since the epoch, if
 * it is read immediately, and the details of the failure if there is one.
 */
export function describeStatus(
  status: StatusState,
  failureDetails: FailureDetails = {},
  now?: number,
): StatusText {
  const { t } = vscode.l10n;
  switch (status.kind) {
    case 'ready':
      return readyText(status, now);
    case 'snoozed':
      return snoozedText(status.until);
    case 'editorOff':
      return {
        icon: 'circle-slash',
        title: t('Inline suggestions are turned off in VS Code’s settings.'),
        advice: '',
        isBlocking: false,
      };
    case 'requesting':
      return { icon: 'loading~spin', title: t('Thinking…'), advice: '', isBlocking: false };
    case 'off':
      return {
        icon: 'circle-slash',
        title: disabledReasonText(status.why),
        advice: '',
        isBlocking: false,
      };
    case 'unavailable':
      return {
        icon: status.unavailable.unavailable === 'noKey' ? 'key' : 'warning',
        ...unavailableServiceText(status.unavailable),
        isBlocking: false,
      };
    case 'paused': {
      const { kind, service, until, detail, isCircuitOpen } = status.pause;
      const text = errorText(kind, service, detail, 'completion', {
        ...failureDetails,
        // For an open circuit, nextTry() says when requests resume.
        ...(isCircuitOpen ? {} : { until, now }),
      });
      const isTransient = kind === 'rateLimited' || kind === 'capacity';
      return {
        icon: isTransient ? 'clock' : 'warning',
        title: text.title,
        advice: isCircuitOpen && !isTransient ? `${text.advice} ${nextTry(until)}` : text.advice,
        isBlocking: needsUser({ kind }),
      };
    }
  }
}

/** Completions work: how fast, and why the first service is not used. */
function readyText(
  { fallback, slowMs, waitMs }: Extract<StatusState, { kind: 'ready' }>,
  now: number | undefined,
): StatusText {
  const { t } = vscode.l10n;
  const { language } = vscode.env;
  const fallbackText = fallback
    ? t(
        '{0} is unavailable: {1}',
        serviceLabel(fallback.from),
        errorText(fallback.kind, fallback.from).title,
      )
    : '';
  if (waitMs !== undefined) {
    const until = Date.now() + waitMs;
    return {
      icon: 'clock',
      title: t('Few requests left: completions are throttled.'),
      advice:
        `${retryAdvice({ t, until, now, language, isChat: false })} ${fallbackText}`.trimEnd(),
      isBlocking: false,
    };
  }
  if (slowMs === undefined) {
    const title = t('Completions are ready.');
    return { icon: 'sparkle', title, advice: fallbackText, isBlocking: false };
  }
  const seconds = (slowMs / 1000).toLocaleString(language, { maximumFractionDigits: 1 });
  return {
    icon: 'watch',
    title: t('Completions are slow: first token in {0} s.', seconds),
    advice: fallbackText,
    isBlocking: false,
  };
}

/** Until when suggestions are snoozed; `until` is in milliseconds since the epoch. */
function snoozedText(until: number | undefined): StatusText {
  const { t } = vscode.l10n;
  const shared = { icon: 'bell-slash', isBlocking: false };
  if (until === undefined) {
    return {
      ...shared,
      title: t('Suggestions are snoozed or suppressed by VS Code.'),
      advice: t('VS Code doesn’t request suggestions while you type.'),
    };
  }
  const format: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };
  const time = new Date(until).toLocaleTimeString(vscode.env.language, format);
  return { ...shared, title: t('Snoozed until {0}.', time), advice: '' };
}

function nextTry(until: number): string {
  return vscode.l10n.t(
    'Paused after repeated failures. Retrying at {0}, or when you trigger a suggestion.',
    new Date(until).toLocaleTimeString(vscode.env.language),
  );
}
