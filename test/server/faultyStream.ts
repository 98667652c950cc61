import type { StreamFault, WireFault } from './faults.ts';
import { chunkOf, done } from './stream.ts';
import type { Answer, Chunk, Step } from './stream.ts';

/** Bytes that are not valid UTF-8 in any context. */
export const garbage = Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x80, 0xf5, 0xc0, 0x00, 0xed, 0xa0]);

const streamError = {
  object: 'error',
  message: 'Service unavailable.',
  type: 'internal_server_error',
  param: null,
  code: '1000',
};

/** Adds a fault to a stream. */
export function addFault(
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
      return cut(errorEvent(JSON.stringify(fault.error ?? streamError), fault.as), 'end');
    case 'usage':
      return moveUsage(stream, answer, fault.form);
    case 'delta':
      return mapChunks(stream, (chunk) => rewriteDelta(chunk, fault.form));
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
      return mapChunks(stream, (chunk) => addFaultToChunk(chunk, fault));
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

function addFaultToChunk(chunk: Chunk, fault: ChunkFault): Chunk {
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

/** A chunk with a piece of the answer, as opposed to the role or the end. */
const isPiece = ({ choices: [choice] }: Chunk): boolean =>
  choice?.delta.role === undefined && !choice?.finish_reason;

const event = (data: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from('data: '), Buffer.from(data), Buffer.from('\n\n')]);

/** An error in one of the forms that servers put into a stream. */
function errorEvent(
  data: string,
  form: Extract<StreamFault, { kind: 'inBandError' }>['as'] = 'data',
): Buffer {
  const forms = {
    data: `data: ${data}`,
    event: `event: error\ndata: ${data}`,
    field: `error: ${data}`,
    line: data,
  };
  return Buffer.from(`${forms[form]}\n\n`);
}

type UsageForm = Extract<StreamFault, { kind: 'usage' }>['form'];

function* moveUsage(stream: Iterable<Step>, answer: Answer, form: UsageForm): Generator<Step> {
  const { usage } = answer;
  const zeros = { ...usage, prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  let isFirst = true;
  for (const step of stream) {
    if (!isChunk(step)) {
      yield step;
      continue;
    }
    const { usage: reported, ...bare } = step;
    const isLast = reported !== undefined;
    if (form === 'early') yield isFirst ? { ...bare, usage } : bare;
    else if (form === 'everyChunk') yield { ...bare, usage };
    else if (form === 'zerosFirst') yield { ...bare, usage: isLast ? usage : zeros };
    else {
      yield step;
      if (isLast) yield { ...bare, choices: [], usage: null };
    }
    isFirst = false;
  }
}

type DeltaForm = Extract<StreamFault, { kind: 'delta' }>['form'];

function rewriteDelta(chunk: Chunk, form: DeltaForm): Chunk {
  const choices = chunk.choices.map(({ delta, ...choice }) => {
    const { content, ...rest } = delta;
    const said = form === 'strings' ? { content: [content] } : { content: null, [form]: content };
    return { ...choice, delta: content === '' ? delta : { ...rest, ...said } };
  });
  return { ...chunk, choices: choices as Chunk['choices'] };
}

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

/** The role and up to `count` pieces, followed by these steps instead of the rest. */
function* cutAfter(stream: Iterable<Step>, count: number, end: Step[]): Generator<Step> {
  let left = count;
  for (const step of stream) {
    if (!isChunk(step) || (isPiece(step) ? left-- <= 0 : step.usage)) break;
    yield step;
  }
  yield* end;
}

/** Inserts these steps after the role and `count` pieces, or before the end if there are fewer. */
function* insertAfter(stream: Iterable<Step>, count: number, more: Step[]): Generator<Step> {
  let left = count;
  let waiting: Step[] = more;
  for (const step of stream) {
    const isInsertDue = isChunk(step) && (isPiece(step) ? left-- <= 0 : step.usage);
    if (isInsertDue) {
      yield* waiting;
      waiting = [];
    }
    yield step;
  }
}

/** The two observed forms of streamed calls; `arguments` is partial JSON. */
const toolCalls = {
  whole: [
    [{ id: 'a1B2c3D4e', index: 0, function: { name: 'read_file', arguments: '{"path":"a.ts"}' } }],
  ],
  pieces: [
    [{ id: 'a1B2c3D4e', index: 0, type: 'function', function: { name: 'read_file' } }],
    [{ id: 'null', index: 0, function: { name: '', arguments: '{"path"' } }],
    [{ index: 0, function: { arguments: ':"a.ts"}' } }],
  ],
  changingIds: [
    [
      {
        id: 'a1B2c3D4e',
        index: 0,
        type: 'function',
        function: { name: 'read_file', arguments: '' },
      },
    ],
    [{ id: 'f5G6h7I8j', index: 0, function: { name: 'read_file', arguments: '{"path"' } }],
    [{ id: 'k9L0m1N2o', index: 0, function: { name: 'read_file', arguments: ':"a.ts"}' } }],
  ],
  noIds: [[{ index: 0, function: { name: 'read_file', arguments: '{"path":"a.ts"}' } }]],
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
