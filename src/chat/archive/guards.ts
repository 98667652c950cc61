import * as z from 'zod/mini';
import type { FailureKind } from '../../mistral/errors.ts';
import { isImageFile } from './names.ts';

/** Every kind of failure; the compiler sees to it that none is forgotten. */
const FAILURES: Readonly<Record<FailureKind, true>> = {
  unauthorised: true,
  payment: true,
  forbidden: true,
  rateLimited: true,
  capacity: true,
  modelUnknown: true,
  modelNotFim: true,
  contextTooLong: true,
  badRequest: true,
  notFound: true,
  server: true,
  unknownHost: true,
  offline: true,
  timeout: true,
  certificate: true,
  proxy: true,
  redirect: true,
  protocol: true,
  truncated: true,
  aborted: true,
  badUrl: true,
  noKey: true,
  internal: true,
};

const time = z.number();
const id = z.string().check(z.minLength(1), z.maxLength(200));
const service = z.enum(['mistral', 'codestral']);

const failure = z.looseObject({
  kind: z.enum(Object.keys(FAILURES) as FailureKind[]),
  service,
  detail: z.optional(z.string()),
  requestId: z.optional(z.string()),
  retryAfterMs: z.optional(time),
  at: time,
});

const usage = z.looseObject({
  promptTokens: z.number(),
  completionTokens: z.number(),
  cachedTokens: z.number(),
});

const leftOut = z.looseObject({
  turns: z.number(),
  images: z.number(),
  cuts: z.array(z.looseObject({ id: z.string(), kept: z.number(), of: z.number() })),
});

const attachment = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.enum(['selection', 'file', 'folder', 'editors', 'problems', 'diff', 'terminal']),
    id,
    label: z.string(),
    path: z.optional(z.string()),
    lines: z.optional(z.looseObject({ first: z.int(), last: z.int() })),
    languageId: z.optional(z.string()),
    text: z.string(),
    cut: z.optional(z.looseObject({ kept: z.number(), of: z.number() })),
  }),
  z.looseObject({
    kind: z.literal('image'),
    id,
    label: z.string(),
    mediaType: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
    bytes: z.number(),
    file: z.string().check(z.refine(isImageFile)),
  }),
]);

const question = z.looseObject({
  role: z.literal('user'),
  id,
  text: z.string(),
  attachments: z.array(attachment),
  at: time,
});

/** An answer, in whatever state; facts beside the text that are not understood are left out. */
export const answerGuard = z.looseObject({
  role: z.literal('assistant'),
  id,
  text: z.string(),
  thinking: z.string(),
  thinkingMs: z.optional(time),
  state: z.enum(['waiting', 'streaming', 'done', 'stopped', 'cut', 'interrupted', 'failed']),
  model: z.string(),
  service,
  at: time,
  failure: z.catch(z.optional(failure), undefined),
  usage: z.catch(z.optional(usage), undefined),
  cost: z.catch(z.optional(z.number().check(z.minimum(0))), undefined),
  firstTextMs: z.optional(time),
  totalMs: z.optional(time),
  leftOut: z.catch(z.optional(leftOut), undefined),
});

/** One line of a chat's file. Fields that this build does not know stay where they are. */
export const turnGuard = z.discriminatedUnion('role', [question, answerGuard]);

/** What is being written. */
export const draftGuard = z.looseObject({ text: z.string(), attachments: z.array(attachment) });

/** The first line of a chat's file, where this build wrote it. */
export const headerGuard = z.looseObject({
  id,
  title: z.string(),
  isRenamed: z.boolean(),
  workspace: z.optional(z.string()),
  createdAt: time,
  updatedAt: time,
  turns: z.int(),
});

/** A row of the index. */
export const rowGuard = z.object({
  id,
  title: z.string(),
  workspace: z.optional(z.string()),
  updatedAt: time,
  turns: z.number(),
  isBlank: z.boolean(),
  size: z.number(),
  modifiedAt: z.number(),
});
