import type { ImageAttachment } from '../session/conversation.ts';

/** Maximum number of images in a request: the API's limit. */
export const MAX_IMAGES = 8;
/** Maximum size of an image, in bytes: the API's limit. */
export const MAX_IMAGE_BYTES = 10_000_000;

/** Why an image can't be attached. */
export type ImageError = 'tooMany' | 'tooLarge' | 'notAnImage';

/** An image to attach. */
export interface ImageCandidate {
  /** Its first bytes; 12 are enough. */
  readonly head: Uint8Array;
  readonly mediaType: ImageAttachment['mediaType'];
  /** Its size. */
  readonly bytes: number;
  /** How many are attached already. */
  readonly attached: number;
}

/** The first bytes of each format; `?` matches any byte. */
const MAGIC: Readonly<Record<ImageAttachment['mediaType'], readonly string[]>> = {
  'image/png': ['\x89PNG\r\n\x1a\n'],
  'image/jpeg': ['\xff\xd8\xff'],
  'image/gif': ['GIF87a', 'GIF89a'],
  'image/webp': ['RIFF????WEBP'],
};

/** Why an image can't be attached, judged by its bytes; undefined if it can. */
export function imageError(candidate: ImageCandidate): ImageError | undefined {
  if (candidate.attached >= MAX_IMAGES) return 'tooMany';
  if (candidate.bytes > MAX_IMAGE_BYTES) return 'tooLarge';
  return mediaTypeOf(candidate.head) === candidate.mediaType ? undefined : 'notAnImage';
}

/** The format of an image by its first bytes; undefined if it is not supported. */
export function mediaTypeOf(head: Uint8Array): ImageAttachment['mediaType'] | undefined {
  const begins = (magic: string) =>
    Array.from(magic).every((char, at) => char === '?' || char.charCodeAt(0) === head[at]);
  const types = Object.keys(MAGIC) as ImageAttachment['mediaType'][];
  return types.find((type) => MAGIC[type].some(begins));
}
