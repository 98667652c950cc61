import * as vscode from 'vscode';
import { plural } from '../../base/plural.ts';
import type { UpdateState } from '../../search/embeddingUpdate.ts';
import { IndexWriteError } from '../../search/vectors/indexFiles.ts';
import type { IndexWriteErrorKind } from '../../search/vectors/indexFiles.ts';
import { moneyText } from '../../usage/page/money.ts';
import { errorText, sentence, withoutLinks } from '../messages/errorText.ts';
import type { IndexEstimate } from './codebaseEmbeddings.ts';

/** Pauses or resumes indexing; for links in notifications. */
const PAUSE_COMMAND = 'codestral.internal.pauseIndexing';

/** What the user agrees to: what is sent, and what it takes. */
export function consentDetail({
  tokens,
  dollars,
  minutes,
  isOnFreePlan,
  state,
  isPartial,
}: IndexEstimate): string {
  const { t } = vscode.l10n;
  const { language } = vscode.env;
  const count = new Intl.NumberFormat(language, {
    notation: 'compact',
    maximumSignificantDigits: 2,
  }).format(tokens);
  const time = isOnFreePlan
    ? plural(
        minutes,
        language,
        t('{0} minute on the free plan', minutes),
        t('{0} minutes on the free plan', minutes),
      )
    : plural(minutes, language, t('{0} minute', minutes), t('{0} minutes', minutes));
  const parts = [
    ...(state === 'damaged' || state === 'incompatible'
      ? [t('The existing index can’t be used and will be replaced.')]
      : []),
    t(
      'The text of the workspace’s code is sent to Mistral (codestral-embed): about {0} tokens, {1}, {2}.',
      count,
      moneyText(dollars, language),
      time,
    ),
    t(
      'Excluded and ignored files are never sent. Changed files are sent again when you save them.',
    ),
    ...(isPartial
      ? [
          t(
            'This workspace is so large that only part of it is indexed. To leave out unimportant folders, use the search.exclude setting.',
          ),
        ]
      : []),
    t('You can pause at any time. Search by words works without an index.'),
  ];
  return parts.join('\n\n');
}

/** The progress of an update, with a link to pause or resume it. */
export function progressText(state: UpdateState, percent: number): string {
  const { t } = vscode.l10n;
  const done = t('{0}%', Math.floor(percent));
  const link = (label: string) => `[${label}](command:${PAUSE_COMMAND})`;
  switch (state.kind) {
    case 'running':
      return `${done} – ${link(t('Pause'))}`;
    case 'waiting':
      return `${done} – ${stateText(state) ?? ''} ${link(t('Continue Now'))}`;
    case 'paused':
      return `${done} – ${stateText(state) ?? ''} ${link(t('Resume'))}`;
  }
}

/** Why an update waits or is paused; undefined while it runs. */
export function stateText(state: UpdateState): string | undefined {
  const { t } = vscode.l10n;
  if (state.kind === 'running') return undefined;
  if (!state.error) return t('Paused.');
  if (state.error instanceof IndexWriteError) return indexWriteErrorText(state.error.kind);
  const { kind, service, detail } = state.error;
  const text = errorText(kind, service, detail, 'chat');
  if (state.kind === 'paused') return withoutLinks(sentence(text));
  const time = new Date(state.until).toLocaleTimeString(vscode.env.language, {
    hour: '2-digit',
    minute: '2-digit',
  });
  return `${withoutLinks(text.title)} ${t('Continues at {0}.', time)}`;
}

/** Why an index can't be saved, and what to do. */
export function indexWriteErrorText(kind: IndexWriteErrorKind): string {
  const { t } = vscode.l10n;
  switch (kind) {
    case 'full':
      return t('The codebase index can’t be saved: the disk is full. Free up space, then resume.');
    case 'readOnly':
      return t(
        'The codebase index can’t be saved: its folder is read-only. Allow writing there, then resume.',
      );
    case 'failed':
      return t('The codebase index can’t be saved. Check the disk, then resume.');
  }
}
