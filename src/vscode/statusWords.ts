import * as vscode from 'vscode';
import type { Status } from '../completion/status.ts';
import { goesOn } from './failures/phrases.ts';
import type { Circumstances } from './failures/told.ts';
import { serviceName, wordsFor, wordsForClosed, wordsForRefusal } from './notify.ts';
import type { StatusWords } from './statusItem.ts';

/**
 * The words for a status; the menu shows the same. `now`, in milliseconds since the epoch, is given where
 * they are read at once, and what is known around the failure where there is one.
 */
export function describeStatus(
  status: Status,
  circumstances: Circumstances = {},
  now?: number,
): StatusWords {
  const { t } = vscode.l10n;
  switch (status.kind) {
    case 'ready':
      return wordsForReady(status, now);
    case 'thinking':
      return { icon: 'loading~spin', title: t('Thinking…'), advice: '', isBlocking: false };
    case 'off':
      return {
        icon: 'circle-slash',
        title: wordsForRefusal(status.why),
        advice: '',
        isBlocking: false,
      };
    case 'closed':
      return {
        icon: status.closed.closed === 'noKey' ? 'key' : 'warning',
        ...wordsForClosed(status.closed),
        isBlocking: false,
      };
    case 'paused': {
      const { kind, service, until, detail, isCircuitOpen } = status.pause;
      const words = wordsFor(kind, service, detail, 'completion', {
        ...circumstances,
        // An open circuit has words of its own for that.
        ...(isCircuitOpen ? {} : { until, now }),
      });
      const isPassing = kind === 'rateLimited' || kind === 'capacity';
      return {
        icon: isPassing ? 'clock' : 'warning',
        title: words.title,
        advice: isCircuitOpen && !isPassing ? `${words.advice} ${nextTry(until)}` : words.advice,
        isBlocking: kind === 'unauthorised' || kind === 'payment' || kind === 'forbidden',
      };
    }
  }
}

/** Completions work: at what pace, and at which service if it is not the first one. */
function wordsForReady(
  { moved, slowMs, spacedMs }: Extract<Status, { kind: 'ready' }>,
  now: number | undefined,
): StatusWords {
  const { t } = vscode.l10n;
  const { language } = vscode.env;
  const elsewhere = moved
    ? t(
        '{0} could not be used ({1}).',
        serviceName(moved.from),
        wordsFor(moved.kind, moved.from).title,
      )
    : '';
  if (spacedMs !== undefined) {
    const until = Date.now() + spacedMs;
    return {
      icon: 'clock',
      title: t('Few requests are left: completions are spaced out.'),
      advice: `${goesOn({ t, until, now, language, isChat: false })} ${elsewhere}`.trimEnd(),
      isBlocking: false,
    };
  }
  if (slowMs === undefined) {
    const title = t('Completions are ready.');
    return { icon: 'sparkle', title, advice: elsewhere, isBlocking: false };
  }
  const seconds = (slowMs / 1000).toLocaleString(language, { maximumFractionDigits: 1 });
  return {
    icon: 'watch',
    title: t('Completions are slow: the first text takes {0} s.', seconds),
    advice: elsewhere,
    isBlocking: false,
  };
}

function nextTry(until: number): string {
  return vscode.l10n.t(
    'It failed several times in a row: the next try is at {0}, or when you ask for a suggestion.',
    new Date(until).toLocaleTimeString(vscode.env.language),
  );
}
