import type { Told } from './told.ts';

/** Longer names of models are cut: a setting may hold anything. In characters. */
const LONGEST_MODEL = 60;
const MINUTE = 60_000;

/** When it goes on: at a time, in some seconds, or soon. */
export function goesOn({
  t,
  until,
  now,
  isChat,
  language,
}: Pick<Told, 't' | 'until' | 'now' | 'isChat' | 'language'>): string {
  const left = until !== undefined && now !== undefined ? until - now : undefined;
  if (until === undefined || (left !== undefined && left <= 0)) {
    return isChat ? t('Try again in a moment.') : t('Completions go on by themselves.');
  }
  if (left !== undefined && left < MINUTE) {
    const seconds = Math.ceil(left / 1000);
    return isChat ? t('Try again in {0} s.', seconds) : t('Completions go on in {0} s.', seconds);
  }
  const time = new Date(until).toLocaleTimeString(language);
  return isChat ? t('Try again at {0}.', time) : t('Completions go on at {0}.', time);
}

/** What took too long, by the phase that the detail names. */
export function whatTookTooLong({ t, name, detail }: Told): string {
  const phases: Readonly<Record<string, string>> = {
    headers: t('{0} takes too long to answer.', name),
    firstByte: t('{0} takes too long to begin its answer.', name),
    betweenBytes: t('{0} fell silent in the middle of its answer.', name),
    body: t('{0} takes too long to complete its answer.', name),
  };
  return phases[detail ?? ''] ?? t('The connection to {0} takes too long.', name);
}

/** That it is too long, with the numbers where the detail has them: `40000 > 32768`. */
export function howMuchTooLong({ t, detail = '', language }: Told): string {
  const [, tokens, window] = /^(\d{1,15}) > (\d{1,15})$/.exec(detail) ?? [];
  if (tokens === undefined || window === undefined) {
    return t('The request is too long for the model.');
  }
  const [has, reads] = [tokens, window].map((count) => Number(count).toLocaleString(language));
  return t(
    'The request is too long for the model: it has {0} tokens, and the model reads {1}.',
    has ?? '',
    reads ?? '',
  );
}

/** What was left out already; empty for nothing. */
export function whatWasCut({ t, cut }: Told): string {
  if (!cut || cut.turns + cut.attachments === 0) return '';
  return t(
    'Left out already: {0} earlier messages, parts of {1} attachments.',
    cut.turns,
    cut.attachments,
  );
}

/** What the model is asked for and cannot do, or that the request as such is refused. */
export function whatIsNotAccepted({ t, name, detail }: Told): string {
  const inabilities: Readonly<Record<string, string>> = {
    reasoning: t('The model cannot think before it answers.'),
    image: t('The model cannot see images.'),
    chat: t('The model cannot chat.'),
  };
  return inabilities[detail ?? ''] ?? t('{0} does not accept the request.', name);
}

/** The name of the model that the detail holds, cut where nobody would read on; undefined for none. */
export function modelOf({ detail = '' }: Told): string | undefined {
  const model = detail.replace(/\s+/g, ' ').trim();
  if (model === '') return undefined;
  return model.length > LONGEST_MODEL ? `${model.slice(0, LONGEST_MODEL)}…` : model;
}
