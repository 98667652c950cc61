import type { MessageContext } from './messageContext.ts';

/** Maximum length of a model name, in characters; longer ones are shortened: a setting may contain anything. */
const MAX_MODEL_LENGTH = 60;
/** In milliseconds. */
const MINUTE = 60_000;

/** When requests resume: at a time, in some seconds, or soon. */
export function retryAdvice({
  t,
  until,
  now,
  isChat,
  language,
}: Pick<MessageContext, 't' | 'until' | 'now' | 'isChat' | 'language'>): string {
  const left = until !== undefined && now !== undefined ? until - now : undefined;
  if (until === undefined || (left !== undefined && left <= 0)) {
    return isChat ? t('Try again in a moment.') : t('Completions resume automatically.');
  }
  if (left !== undefined && left < MINUTE) {
    const seconds = Math.ceil(left / 1000);
    return isChat ? t('Try again in {0} s.', seconds) : t('Completions resume in {0} s.', seconds);
  }
  const time = new Date(until).toLocaleTimeString(language);
  return isChat ? t('Try again at {0}.', time) : t('Completions resume at {0}.', time);
}

/** What timed out, by the phase in `detail`. */
export function timeoutTitle({ t, name, detail }: MessageContext): string {
  const phases: Readonly<Record<string, string>> = {
    headers: t('{0} took too long to respond.', name),
    firstByte: t('{0} took too long to start its response.', name),
    betweenBytes: t('{0} stopped responding.', name),
    content: t('{0} stopped responding.', name),
    body: t('{0} took too long to complete its response.', name),
  };
  return phases[detail ?? ''] ?? t('The connection to {0} timed out.', name);
}

/** The title for a request that is too long, with the numbers if `detail` has them: `40000 > 32768`. */
export function tooLongTitle({ t, detail = '', language }: MessageContext): string {
  const [, tokens, window] = /^(\d{1,15}) > (\d{1,15})$/.exec(detail) ?? [];
  if (tokens === undefined || window === undefined) {
    return t('The request is too long for the model.');
  }
  const [length, limit] = [tokens, window].map((count) => Number(count).toLocaleString(language));
  return t(
    'The request is too long: {0} tokens, but the model accepts {1}.',
    length ?? '',
    limit ?? '',
  );
}

/** What has already been left out; empty if nothing. */
export function omissionNote({ t, cut }: MessageContext): string {
  if (!cut || cut.turns + cut.attachments === 0) return '';
  return t(
    'Already left out: earlier messages ({0}) and parts of attachments ({1}).',
    cut.turns,
    cut.attachments,
  );
}

/** The title for a rejected request: names the unsupported feature if `detail` has one. */
export function badRequestTitle({ t, name, detail }: MessageContext): string {
  const unsupported: Readonly<Record<string, string>> = {
    reasoning: t('This model doesn’t support reasoning.'),
    image: t('This model doesn’t support images.'),
    imageCount: t('The request contains more images than the model accepts.'),
    imageInvalid: t('{0} couldn’t read one of the images.', name),
    tools: t('This model does not support tools.'),
    chat: t('This model does not support chat.'),
  };
  return unsupported[detail ?? ''] ?? t('{0} rejected the request.', name);
}

/** The advice about a rejected request. */
export function badRequestAdvice({ t, detail }: MessageContext): string {
  if (detail === 'imageCount') return t('Remove some images and try again.');
  if (detail === 'imageInvalid') return t('Remove the image, or attach it in another format.');
  return ['reasoning', 'image', 'tools', 'chat'].includes(detail ?? '')
    ? t('Choose another model.')
    : t('If you use a gateway, check that it supports the Mistral API.');
}

/** The shortened model name in `detail`; undefined if there is none. */
export function modelOf({ detail = '' }: MessageContext): string | undefined {
  const model = detail.replace(/\s+/g, ' ').trim();
  if (model === '') return undefined;
  return model.length > MAX_MODEL_LENGTH ? `${model.slice(0, MAX_MODEL_LENGTH)}…` : model;
}
