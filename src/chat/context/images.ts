import type { ImageAttachment } from '../conversation.ts';

/** Images of one question, at most; the API's own limit for a request. */
export const MOST_IMAGES = 8;
/** The largest image that the API takes, in bytes. */
export const LARGEST_IMAGE = 10_000_000;

/** Why a picture cannot be attached. */
export type ImageFault = 'tooMany' | 'tooLarge' | 'notAnImage';

/** A picture that someone wants to attach. */
export interface ImageCandidate {
  /** Its first bytes; 12 are enough. */
  readonly head: Uint8Array;
  readonly mediaType: ImageAttachment['mediaType'];
  /** Its size. */
  readonly bytes: number;
  /** How many are attached already. */
  readonly attached: number;
}

/** Each format's first bytes; `?` stands for any one. */
const MAGIC: Readonly<Record<ImageAttachment['mediaType'], readonly string[]>> = {
  'image/png': ['\x89PNG\r\n\x1a\n'],
  'image/jpeg': ['\xff\xd8\xff'],
  'image/gif': ['GIF87a', 'GIF89a'],
  'image/webp': ['RIFF????WEBP'],
};

/** Whether a picture may be attached: what it is, its bytes say and not its name. */
export function imageFault(candidate: ImageCandidate): ImageFault | undefined {
  if (candidate.attached >= MOST_IMAGES) return 'tooMany';
  if (candidate.bytes > LARGEST_IMAGE) return 'tooLarge';
  return mediaTypeOf(candidate.head) === candidate.mediaType ? undefined : 'notAnImage';
}

/** The format of a picture by its first bytes; undefined if it is none that we take. */
export function mediaTypeOf(head: Uint8Array): ImageAttachment['mediaType'] | undefined {
  const begins = (magic: string) =>
    Array.from(magic).every((char, at) => char === '?' || char.charCodeAt(0) === head[at]);
  const types = Object.keys(MAGIC) as ImageAttachment['mediaType'][];
  return types.find((type) => MAGIC[type].some(begins));
}
