import * as z from 'zod/mini';
import type { CardAction } from './views.ts';

/** Longer messages are no messages, in characters: more than any model reads. */
const LONGEST_TEXT = 4_000_000;
/** An image of 10 MB in base64, and some room. */
const LONGEST_IMAGE = 14_000_000;

const id = z.string().check(z.minLength(1), z.maxLength(200));
const line = z.string().check(z.maxLength(2_000));
const text = z.string().check(z.maxLength(LONGEST_TEXT));

const message = z.discriminatedUnion('type', [
  // The panel is there and wants all it shows: at first, and after a gap in the numbers.
  z.strictObject({ type: z.literal('ready'), protocol: z.int() }),
  z.strictObject({ type: z.literal('resync') }),
  // The conversation.
  z.strictObject({ type: z.literal('send'), text }),
  z.strictObject({ type: z.literal('stop') }),
  z.strictObject({ type: z.literal('regenerate'), turnId: id }),
  z.strictObject({ type: z.literal('edit'), turnId: id, text }),
  z.strictObject({ type: z.literal('continue'), turnId: id }),
  z.strictObject({
    type: z.literal('card'),
    // The answer that the card is about; none for the card of a closed service.
    turnId: z.optional(id),
    action: z.enum([
      ...[
        'retry',
        'shorten',
        'chooseModel',
        'setKey',
        'setMistralKey',
        'setCodestralKey',
        'getKey',
      ],
      ...['manageKeys', 'settings', 'proxySettings', 'account', 'usage', 'walkthrough'],
      ...['showLog', 'diagnostics'],
    ] as const satisfies readonly CardAction[]),
  }),
  z.strictObject({ type: z.literal('earlier') }),
  z.strictObject({ type: z.literal('notice'), id }),
  z.strictObject({ type: z.literal('dismissNotice'), id }),
  z.strictObject({ type: z.literal('takeOver') }),
  // The message box.
  z.strictObject({ type: z.literal('draft'), sessionId: id, text }),
  z.strictObject({ type: z.literal('mentions'), requestId: z.int(), query: line }),
  z.strictObject({ type: z.literal('attach'), id: z.string().check(z.maxLength(4_000)) }),
  z.strictObject({ type: z.literal('detach'), id }),
  z.strictObject({ type: z.literal('chooseFiles') }),
  z.strictObject({
    type: z.literal('image'),
    label: line,
    mediaType: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
    // Base64.
    data: z.string().check(z.maxLength(LONGEST_IMAGE)),
  }),
  z.strictObject({ type: z.literal('drop'), uris: z.array(line).check(z.maxLength(100)) }),
  z.strictObject({ type: z.literal('chooseModel'), model: line }),
  z.strictObject({ type: z.literal('otherModel') }),
  // What is done with answers.
  z.strictObject({
    type: z.literal('code'),
    turnId: id,
    // Which code block of the answer, from 0, in the order of its beginning.
    block: z.int().check(z.minimum(0)),
    action: z.enum(['copy', 'insert', 'replace', 'newFile', 'run']),
  }),
  z.strictObject({ type: z.literal('copyAnswer'), turnId: id }),
  z.strictObject({ type: z.literal('openLink'), url: z.string().check(z.maxLength(8_000)) }),
  z.strictObject({ type: z.literal('openChip'), id }),
  // The list of chats.
  z.strictObject({ type: z.literal('history'), query: line }),
  z.strictObject({ type: z.literal('closeHistory') }),
  z.strictObject({ type: z.literal('openSession'), id }),
  z.strictObject({ type: z.literal('renameSession'), id, title: line }),
  z.strictObject({ type: z.literal('deleteSession'), id }),
  z.strictObject({ type: z.literal('deleteAllSessions') }),
  z.strictObject({ type: z.literal('exportSession'), id, format: z.enum(['markdown', 'json']) }),
  // A fault in the panel, for the log: never text of the conversation.
  z.strictObject({ type: z.literal('fault'), message: line }),
]);

/** What the panel says to the host. */
export type FromPanel = z.infer<typeof message>;

/** What is done with a code block. */
export type CodeAction = Extract<FromPanel, { type: 'code' }>['action'];

/** Reads what came from the panel, which is not to be trusted; undefined if it is none of our messages. */
export function readFromPanel(value: unknown): FromPanel | undefined {
  const read = message.safeParse(value);
  return read.success ? read.data : undefined;
}
