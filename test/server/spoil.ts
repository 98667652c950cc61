import type { StreamFault, WireFault } from './faults.ts';
import { chunkOf, done } from './stream.ts';
import type { Answer, Chunk, Step } from './stream.ts';

/** Bytes that are no UTF-8, whatever comes before and after them. */
export const garbage = Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x80, 0xf5, 0xc0, 0x00, 0xed, 0xa0]);

const streamError = {
  object: 'error',
  message: 'Service unavailable.',
  type: 'internal_server_error',
  param: null,
  code: '1000',
};

/** The same stream with the fault in it. */
export function spoil(
  stream: Iterable<Step>,
  answer: Answer,
  fault: StreamFault | WireFault,
): Iterable<Step> {
  const after = 'after' in fault ? (fault.after ?? 1) : 1;
  const cut = (...end: Step[]): Iterable<Step> => cutAfter(stream, after, end);
  const amid = (...more: Step[]): Iterable<Step> => insertAfter(stream, after, more);
  switch (fault.kind) {
    case 'fin':
    case 'rst':
    case 'stall':
      return cut(fault.kind);
    case 'eofWithoutFinish':
      return cut('end');
    case 'inBandError':
      return cut(event(JSON.stringify(fault.error ?? streamError)), 'end');
    case 'garbage':
      return amid(event(garbage));
    case 'malformedChunk':
      return amid(event(JSON.stringify(chunkOf(answer, 'lost', null)).slice(0, -9)));
    case 'brokenUtf8':
      return amid(halfCharacter(answer));
    case 'emptyChoices':
      return insertAfter(stream, 0, [{ ...chunkOf(answer, '', null), choices: [], usage: null }]);
    case 'missingFinalBlankLine':
      return withoutFinalBlankLine(stream);
    case 'endless':
      return endless(stream, chunkOf(answer, ' again', null));
    case 'toolCalls':
      return callTool(stream, answer, fault.form);
    case 'emptyAnswer':
      return filterChunks(stream, (chunk) => !isPiece(chunk));
    case 'slowDrip':
    case 'deprecated':
      return stream;
    case 'usageNull':
    case 'missingFinishReason':
    case 'finishReason':
    case 'missingId':
    case 'missingModel':
    case 'contentNull':
      return mapChunks(stream, (chunk) => spoilChunk(chunk, fault));
  }
}

type ChunkFault = Extract<
  StreamFault,
  {
    kind:
      | 'usageNull'
      | 'missingFinishReason'
      | 'finishReason'
      | 'missingId'
      | 'missingModel'
      | 'contentNull';
  }
>;

function spoilChunk(chunk: Chunk, fault: ChunkFault): Chunk {
  const { id, model, choices, ...rest } = chunk;
  const given = { ...(id && { id }), ...(model && { model }) };
  switch (fault.kind) {
    case 'usageNull':
      return { usage: null, ...chunk };
    case 'missingId':
      return { ...(model && { model }), choices, ...rest };
    case 'missingModel':
      return { ...(id && { id }), choices, ...rest };
    case 'missingFinishReason':
      return {
        ...given,
        ...rest,
        choices: choices.map(({ finish_reason, ...choice }) =>
          finish_reason ? { ...choice, finish_reason } : choice,
        ),
      };
    case 'finishReason':
      return {
        ...given,
        ...rest,
        choices: choices.map((choice) => ({
          ...choice,
          ...(choice.finish_reason && { finish_reason: fault.value }),
        })),
      };
    case 'contentNull':
      return {
        ...given,
        ...rest,
        choices: choices.map(({ delta, ...choice }) => ({
          ...choice,
          delta: { ...delta, content: delta.content === '' ? null : delta.content },
        })),
      };
  }
}

const isChunk = (step: Step): step is Chunk => typeof step === 'object' && !Buffer.isBuffer(step);

/** A chunk that carries a piece of the answer, neither the role nor the end. */
const isPiece = ({ choices: [choice] }: Chunk): boolean =>
  choice?.delta.role === undefined && !choice?.finish_reason;

const event = (data: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from('data: '), Buffer.from(data), Buffer.from('\n\n')]);

function halfCharacter(answer: Answer): Buffer {
  const [before = '', after = ''] = JSON.stringify(chunkOf(answer, '|', null)).split('|');
  return event(Buffer.concat([Buffer.from(before), Buffer.from([0xc3]), Buffer.from(after)]));
}

function* mapChunks(stream: Iterable<Step>, change: (chunk: Chunk) => Chunk): Generator<Step> {
  for (const step of stream) yield isChunk(step) ? change(step) : step;
}

function* filterChunks(stream: Iterable<Step>, wanted: (chunk: Chunk) => boolean): Generator<Step> {
  for (const step of stream) if (!isChunk(step) || wanted(step)) yield step;
}

/** The role and the first `count` pieces, or all there are, then these steps instead of the rest. */
function* cutAfter(stream: Iterable<Step>, count: number, end: Step[]): Generator<Step> {
  let left = count;
  for (const step of stream) {
    if (!isChunk(step) || (isPiece(step) ? left-- <= 0 : step.usage)) break;
    yield step;
  }
  yield* end;
}

/** These steps after the role and `count` pieces, or before the end if there are fewer. */
function* insertAfter(stream: Iterable<Step>, count: number, more: Step[]): Generator<Step> {
  let left = count;
  let waiting: Step[] = more;
  for (const step of stream) {
    const isDue = isChunk(step) && (isPiece(step) ? left-- <= 0 : step.usage);
    if (isDue) {
      yield* waiting;
      waiting = [];
    }
    yield step;
  }
}

/** The two ways in which calls have been seen to come; `arguments` is JSON in the making. */
const toolCalls = {
  whole: [
    [{ id: 'a1B2c3D4e', index: 0, function: { name: 'read_file', arguments: '{"path":"a.ts"}' } }],
  ],
  pieces: [
    [{ id: 'a1B2c3D4e', index: 0, type: 'function', function: { name: 'read_file' } }],
    [{ id: 'null', index: 0, function: { name: '', arguments: '{"path"' } }],
    [{ index: 0, function: { arguments: ':"a.ts"}' } }],
  ],
} as const;

function* callTool(
  stream: Iterable<Step>,
  answer: Answer,
  form: keyof typeof toolCalls,
): Generator<Step> {
  const deltas = toolCalls[form].map((tool_calls) => ({ content: '', tool_calls }));
  const last = { index: 0 as const, finish_reason: 'tool_calls' };
  for (const step of stream) {
    if (!isChunk(step) || !step.usage) {
      yield step;
      continue;
    }
    for (const delta of deltas.slice(0, -1)) {
      yield { ...chunkOf(answer, '', null), choices: [{ index: 0, delta, finish_reason: null }] };
    }
    yield { ...step, choices: [{ ...last, delta: deltas.at(-1)! }] };
  }
}

function* withoutFinalBlankLine(stream: Iterable<Step>): Generator<Step> {
  for (const step of stream) {
    if (isChunk(step) && step.usage) yield Buffer.from(`data: ${JSON.stringify(step)}`);
    else if (step !== done) yield step;
  }
}

function* endless(stream: Iterable<Step>, otherwise: Chunk): Generator<Step> {
  const pieces: Chunk[] = [];
  for (const step of stream) {
    if (!isChunk(step) || step.usage) break;
    if (isPiece(step)) pieces.push(step);
    yield step;
  }
  for (;;) yield* pieces.length > 0 ? pieces : [otherwise];
}
