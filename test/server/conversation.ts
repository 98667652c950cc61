import type { StreamFault, WireFault } from './faults.ts';
import { garbage } from './faultyStream.ts';
import type { ConversationBody, WebPiece } from './protocol.ts';
import { below, hexId } from './random.ts';
import type { Random } from './random.ts';
import type { Step } from './stream.ts';
import { countTokens, tokenize } from './tokens.ts';
import { questionText } from './web.ts';

/** An answer with its usage. */
export interface ConversationAnswer {
  readonly model: string;
  readonly pieces: readonly WebPiece[];
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
    readonly connector_tokens: number | null;
    readonly connectors: Readonly<Record<string, number>> | null;
  };
}

/** The tokens of one page of results. */
const tokensPerSource = 500;

/** The faults that a stream of conversation events can show. Others wait for another route. */
export const conversationFaults: readonly (StreamFault | WireFault)['kind'][] = [
  ...(['fin', 'rst', 'stall', 'garbage', 'slowDrip', 'deprecated'] as const),
  ...(['eofWithoutFinish', 'malformedChunk', 'inBandError', 'emptyAnswer', 'endless'] as const),
  ...(['missingFinalBlankLine'] as const),
];

/** The answer made of these pieces, with its usage. One search if the request offers the tool. */
export function conversationOf(
  body: ConversationBody,
  pieces: readonly WebPiece[],
): ConversationAnswer {
  const search = body.tools?.[0]?.type;
  const used = search === undefined ? pieces.filter((piece) => typeof piece === 'string') : pieces;
  const sources = used.filter((piece) => typeof piece !== 'string').length;
  const prompt_tokens = countTokens(questionText(body)) + 3;
  const completion_tokens = countTokens(used.filter((piece) => typeof piece === 'string').join(''));
  const connector_tokens = search === undefined ? 0 : tokensPerSource * Math.max(1, sources);
  return {
    model: body.model,
    pieces: used,
    usage: {
      ...{ prompt_tokens, completion_tokens },
      total_tokens: prompt_tokens + completion_tokens + connector_tokens,
      connector_tokens: search === undefined ? null : connector_tokens,
      connectors: search === undefined ? null : { [search]: 1 },
    },
  };
}

/** A whole stream of events. Texts are split anywhere, as strings or typed chunks; each source is an event. */
export function* conversationSteps(
  { model, pieces, usage }: ConversationAnswer,
  random: Random,
  fault: StreamFault | WireFault | undefined,
): Generator<Step> {
  const created_at = new Date().toISOString();
  const [tool, calls] = Object.entries(usage.connectors ?? {})[0] ?? [];
  const event = (type: string, data: object): Buffer =>
    Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, created_at, ...data })}\n\n`);
  const id = hexId(random);
  yield event('conversation.response.started', { conversation_id: `conv_${hexId(random)}` });
  if (tool !== undefined && calls !== undefined) {
    const execution = { output_index: 0, id: `tool_${id}`, name: tool };
    yield event('tool.execution.started', { ...execution, model, arguments: '' });
    yield event('tool.execution.delta', { ...execution, arguments: '{"query":"…"}' });
    yield event('tool.execution.done', { ...execution, info: {} });
  }
  const message = { output_index: 1, id: `msg_${id}`, model, role: 'assistant' };
  const contents = fault?.kind === 'emptyAnswer' ? [] : [...contentsOf(pieces, random)];
  const after = fault && 'after' in fault ? (fault.after ?? 1) : 1;
  let sent = 0;
  for (const { content, index } of contents) {
    if (sent === after && fault) {
      const end = interruption(fault, event);
      yield* end;
      if (end.some((step) => typeof step === 'string')) return;
    }
    sent += 1;
    yield event('message.output.delta', { ...message, content_index: index, content });
  }
  if (fault?.kind === 'endless') {
    // Long pieces, so that every limit is reached soon.
    const content = 'again '.repeat(5_000);
    for (;;) yield event('message.output.delta', { ...message, content_index: 0, content });
  }
  const isCut = fault?.kind === 'eofWithoutFinish' && sent <= after;
  const done = event('conversation.response.done', { usage });
  if (!isCut) yield fault?.kind === 'missingFinalBlankLine' ? done.subarray(0, -2) : done;
  yield 'end';
}

/** What a fault puts into the stream, or ends it with. */
function interruption(
  fault: StreamFault | WireFault,
  event: (type: string, data: object) => Buffer,
): Step[] {
  const { kind } = fault;
  if (kind === 'fin' || kind === 'rst' || kind === 'stall') return [kind];
  if (kind === 'eofWithoutFinish') return ['end'];
  if (kind === 'garbage') {
    return [Buffer.concat([Buffer.from('data: '), garbage, Buffer.from('\n\n')])];
  }
  if (kind === 'malformedChunk') {
    return [Buffer.from('event: message.output.delta\ndata: {"type":"message.output.de\n\n')];
  }
  if (kind !== 'inBandError') return [];
  const error = { message: 'Service unavailable.', code: 503, ...(fault.error as object) };
  return [event('conversation.response.error', error), 'end'];
}

function* contentsOf(
  pieces: readonly WebPiece[],
  random: Random,
): Generator<{ readonly content: unknown; readonly index: number }> {
  let index = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      for (const text of tokenize(piece)) {
        // Within a word as well.
        const cut = 1 + below(text.length, random);
        for (const part of [text.slice(0, cut), text.slice(cut)]) {
          if (part === '') continue;
          yield { index, content: random() < 0.5 ? part : { type: 'text', text: part } };
        }
      }
    } else {
      const { title, url = null } = piece;
      const favicon = 'https://icons.example/favicon.ico';
      const content = { type: 'tool_reference', tool: 'web_search', title, url, favicon };
      yield { index: index + 1, content: { ...content, description: null } };
      index += 2;
    }
  }
}

/** The answer as the JSON body of a response without streaming. */
export function wholeConversation({ model, pieces, usage }: ConversationAnswer): unknown {
  const content = pieces.map((piece) =>
    typeof piece === 'string'
      ? { type: 'text', text: piece }
      : { type: 'tool_reference', tool: 'web_search', url: null, ...piece },
  );
  const outputs = [{ object: 'entry', type: 'message.output', role: 'assistant', model, content }];
  return { object: 'conversation.response', conversation_id: 'conv_0', outputs, usage };
}
