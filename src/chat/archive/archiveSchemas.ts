import * as z from 'zod/mini';
import type { FailureKind } from '../../mistral/errors/failureKind.ts';
import { isImageFile } from './archiveFileNames.ts';

/** Every kind of failure; the compiler checks that the list is complete. */
const FAILURE_KINDS: Readonly<Record<FailureKind, true>> = {
  unauthorised: true,
  payment: true,
  forbidden: true,
  rateLimited: true,
  capacity: true,
  modelUnknown: true,
  modelNotAllowed: true,
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
  serviceChanged: true,
  badUrl: true,
  noKey: true,
  internal: true,
};

const time = z.number();
const id = z.string().check(z.minLength(1), z.maxLength(200));
const service = z.enum(['mistral', 'codestral']);

const failure = z.looseObject({
  kind: z.enum(Object.keys(FAILURE_KINDS) as FailureKind[]),
  service,
  detail: z.optional(z.string()),
  requestId: z.optional(z.string()),
  status: z.optional(z.number()),
  sentence: z.optional(z.string()),
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
  imagesOverLimit: z.optional(z.number()),
  cuts: z.array(z.looseObject({ id: z.string(), kept: z.number(), of: z.number() })),
  withheld: z.optional(z.array(z.string())),
  results: z.optional(z.number()),
});

const length = z.int().check(z.minimum(0));

/** A step of an answer. One that was still running when it was written counts as stopped. */
const step = z.looseObject({
  id,
  name: z.string(),
  arguments: z.string(),
  state: z.pipe(
    z.enum(['running', 'done', 'failed', 'declined', 'stopped']),
    z.transform((state) => (state === 'running' ? 'stopped' : state)),
  ),
  result: z.string(),
  count: z.catch(z.optional(z.number()), undefined),
  files: z.catch(z.optional(z.number()), undefined),
  sources: z.optional(z.array(z.string())),
  round: length,
  textLength: length,
  thinkingLength: length,
});

const attachedDocument = z.looseObject({
  hash: z.string(),
  count: length,
  isEstimate: z.boolean(),
  range: z.string(),
  chosen: length,
  unread: length,
  isRead: z.boolean(),
});
/** A cited web page. Its address is checked again before it is shown as a link. */
const webSource = z.looseObject({ title: z.string(), url: z.optional(z.string()) });

const attachment = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.enum([
      ...(['selection', 'file', 'folder', 'editors', 'problems', 'diff', 'terminal'] as const),
      ...(['codebase', 'document', 'instructions', 'prompt'] as const),
    ]),
    id,
    label: z.string(),
    path: z.optional(z.string()),
    uri: z.catch(z.optional(z.string()), undefined),
    sources: z.catch(z.optional(z.array(z.string())), undefined),
    lines: z.optional(z.looseObject({ first: z.int(), last: z.int() })),
    symbol: z.optional(z.string()),
    languageId: z.optional(z.string()),
    text: z.string(),
    cut: z.optional(z.looseObject({ kept: z.number(), of: z.number() })),
    document: z.catch(z.optional(attachedDocument), undefined),
  }),
  z.looseObject({
    kind: z.literal('image'),
    id,
    label: z.string(),
    mediaType: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
    bytes: z.number(),
    file: z.string().check(z.refine(isImageFile)),
    uri: z.catch(z.optional(z.string()), undefined),
    sources: z.catch(z.optional(z.array(z.string())), undefined),
  }),
]);

const question = z.looseObject({
  role: z.literal('user'),
  id,
  text: z.string(),
  attachments: z.array(attachment),
  at: time,
});

/** An answer in any state. Invalid optional properties are dropped. */
export const answerSchema = z.looseObject({
  role: z.literal('assistant'),
  id,
  text: z.string(),
  thinking: z.string(),
  // Added later; older chats have none. Without its steps, an answer is still readable.
  steps: z.catch(z.optional(z.array(step)), undefined),
  webSources: z.catch(z.optional(z.array(webSource)), undefined),
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

/** One line of a chat's file. Unknown properties are kept. */
export const turnSchema = z.discriminatedUnion('role', [question, answerSchema]);

/** The draft in a draft file. */
export const draftSchema = z.looseObject({ text: z.string(), attachments: z.array(attachment) });

/** The first line of a chat's file, as written by this build. */
export const headerSchema = z.looseObject({
  id,
  title: z.string(),
  isRenamed: z.boolean(),
  workspace: z.optional(z.string()),
  createdAt: time,
  updatedAt: time,
  turns: z.int(),
});

/** A row of the index. */
export const rowSchema = z.object({
  id,
  title: z.string(),
  workspace: z.optional(z.string()),
  updatedAt: time,
  turns: z.number(),
  isBlank: z.boolean(),
  isDeleted: z.optional(z.boolean()),
  size: z.number(),
  modifiedAt: z.number(),
});
