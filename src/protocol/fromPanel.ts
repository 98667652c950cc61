import * as z from 'zod/mini';
import { MAX_URI_LENGTH, MAX_DROPPED_FILES, MAX_IMAGE_LENGTH, MAX_TEXT_LENGTH } from './limits.ts';
import type { CardAction } from './panelViews.ts';

const id = z.string().check(z.minLength(1), z.maxLength(200));
const line = z.string().check(z.maxLength(2_000));
const uri = z.string().check(z.maxLength(MAX_URI_LENGTH));
/** Allows for the kind of mention before the URI, such as `folder:`. */
const MENTION_KIND_LENGTH = 20;
const text = z.string().check(z.maxLength(MAX_TEXT_LENGTH));

const message = z.discriminatedUnion('type', [
  // Request the whole state: when the panel has loaded, and after a gap in the sequence numbers.
  z.strictObject({ type: z.literal('ready'), protocol: z.int() }),
  z.strictObject({ type: z.literal('resync') }),
  // The transcript.
  z.strictObject({ type: z.literal('send'), text }),
  // A slash command without its slash, chosen with a button.
  z.strictObject({ type: z.literal('task'), name: z.enum(['explain', 'fix', 'tests']) }),
  z.strictObject({ type: z.literal('stop') }),
  // Starts the automatic retry at once.
  z.strictObject({ type: z.literal('retryNow') }),
  z.strictObject({ type: z.literal('regenerate'), turnId: id }),
  z.strictObject({ type: z.literal('edit'), turnId: id, text }),
  z.strictObject({ type: z.literal('continue'), turnId: id }),
  z.strictObject({
    type: z.literal('cardAction'),
    // The answer that the card belongs to; undefined for the card shown when no service is available.
    turnId: z.optional(id),
    action: z.enum([
      'retry',
      'shorten',
      'chooseModel',
      'setKey',
      'setMistralKey',
      'setCodestralKey',
      'getKey',
      'manageKeys',
      'settings',
      'proxySettings',
      'account',
      'usage',
      'walkthrough',
      'showLog',
      'diagnostics',
    ] as const satisfies readonly CardAction[]),
  }),
  // Requests what a tool call of an answer sent.
  z.strictObject({ type: z.literal('toolCall'), turnId: id, callId: id }),
  z.strictObject({ type: z.literal('loadEarlier') }),
  z.strictObject({ type: z.literal('notice'), id }),
  z.strictObject({ type: z.literal('dismissNotice'), id }),
  z.strictObject({ type: z.literal('takeOver') }),
  // The proposed changes: of one file, or of all. `forget` hides what can be undone.
  z.strictObject({
    type: z.literal('changes'),
    action: z.enum(['open', 'conflicts', 'accept', 'discard', 'selectHunks', 'undo', 'forget']),
    file: z.optional(uri),
  }),
  // The decision about a command or web search, or the list of allowed commands.
  z.strictObject({
    type: z.literal('confirmation'),
    id,
    action: z.enum(['allow', 'always', 'reject', 'manage']),
  }),
  // The message box.
  z.strictObject({ type: z.literal('draft'), sessionId: id, text }),
  z.strictObject({ type: z.literal('mentions'), requestId: z.int(), query: line }),
  z.strictObject({
    type: z.literal('attach'),
    id: z.string().check(z.maxLength(MENTION_KIND_LENGTH + MAX_URI_LENGTH)),
  }),
  z.strictObject({ type: z.literal('detach'), id }),
  z.strictObject({ type: z.literal('chooseFiles') }),
  // The pages of an attached document, as the user wrote them.
  z.strictObject({ type: z.literal('setDocumentPages'), id, range: line }),
  // Attaches the text of an attached image instead of the image.
  z.strictObject({ type: z.literal('readImage'), id }),
  // The decision about a document.
  z.strictObject({ type: z.literal('confirmDocument'), id, action: z.enum(['read', 'reject']) }),
  z.strictObject({
    type: z.literal('image'),
    label: line,
    mediaType: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
    // Base64.
    data: z.string().check(z.maxLength(MAX_IMAGE_LENGTH)),
  }),
  z.strictObject({
    type: z.literal('drop'),
    uris: z.array(uri).check(z.maxLength(MAX_DROPPED_FILES)),
  }),
  z.strictObject({ type: z.literal('chooseModel'), model: line }),
  z.strictObject({ type: z.literal('openModelPicker') }),
  // Actions on answers.
  z.strictObject({
    type: z.literal('code'),
    turnId: id,
    // Zero-based index of the code block in the answer, in order of its first line.
    block: z.int().check(z.minimum(0)),
    action: z.enum(['copy', 'apply', 'insert', 'replace', 'newFile', 'run', 'commit']),
  }),
  z.strictObject({ type: z.literal('copyAnswer'), turnId: id }),
  z.strictObject({ type: z.literal('openLink'), url: z.string().check(z.maxLength(8_000)) }),
  z.strictObject({ type: z.literal('openAttachment'), id }),
  // The history.
  z.strictObject({ type: z.literal('history'), query: line }),
  z.strictObject({ type: z.literal('closeHistory') }),
  z.strictObject({ type: z.literal('openSession'), id }),
  z.strictObject({ type: z.literal('renameSession'), id, title: line }),
  z.strictObject({ type: z.literal('deleteSession'), id }),
  z.strictObject({ type: z.literal('deleteAllSessions') }),
  z.strictObject({ type: z.literal('exportSession'), id, format: z.enum(['markdown', 'json']) }),
  // An error in the panel, for the log. Never contains text of the conversation.
  z.strictObject({ type: z.literal('reportError'), message: line }),
]);

/** A message from the panel to the host. */
export type FromPanel = z.infer<typeof message>;

/** An action on a code block. */
export type CodeAction = Extract<FromPanel, { type: 'code' }>['action'];

/** Validates a message from the panel, which is untrusted input. Returns undefined if it is not valid. */
export function readFromPanel(value: unknown): FromPanel | undefined {
  const read = message.safeParse(value);
  return read.success ? read.data : undefined;
}

/**
 * The type of a message that {@link readFromPanel} rejects, so that the error can name the failed action. Returns
 * undefined for an unknown type.
 */
export function typeOfInvalidMessage(value: unknown): FromPanel['type'] | undefined {
  const type: unknown =
    typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  const types: readonly FromPanel['type'][] = message.def.options.flatMap(
    ({ def }) => def.shape.type.def.values,
  );
  return types.find((each) => each === type);
}
