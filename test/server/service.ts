import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answers } from './answers.ts';
import { conversationSteps, wholeConversation } from './conversation.ts';
import { Delivery } from './delivery.ts';
import { answerEmbeddings } from './embeddings.ts';
import { errorResponse, html, json } from './errorBodies.ts';
import type { CompleteResponse } from './errorBodies.ts';
import { isWholeFault, retryAfterHeader } from './faults.ts';
import type { Fault, FaultQueue, StreamFault, WholeFault, WireFault } from './faults.ts';
import type { Limiter } from './limiter.ts';
import type { ServiceName, Timing } from './protocol.ts';
import { hash, hexId, seededRandom } from './random.ts';
import type { Random } from './random.ts';
import { RequestEntry } from './requestRecords.ts';
import type { RequestRecords } from './requestRecords.ts';
import { validateRequest, promptTokens } from './routes.ts';
import type { ValidRequest, Rules } from './routes.ts';
import { addFault, garbage } from './faultyStream.ts';
import { frame, RandomSplitter, steps, wholeAnswer } from './stream.ts';
import type { Step } from './stream.ts';

/** The state that both services share. */
export interface Shared {
  readonly seed: number;
  readonly answers: Answers;
  readonly faults: FaultQueue;
  readonly book: RequestRecords;
  /** The current state of each service. */
  readonly limiter: (service: ServiceName) => Limiter;
  /** Read at each use, since tests change them. */
  readonly settings: () => Rules & Timing;
}

/** A request in progress and its response. */
interface Exchange {
  readonly delivery: Delivery;
  readonly requestId: string;
  readonly random: Random;
  readonly timing: () => Timing;
  readonly limiter: Limiter;
}

/** Handles all requests to a service. */
export async function serve(
  shared: Shared,
  service: ServiceName,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const entry = new RequestEntry(service, request);
  shared.book.add(entry);
  response.on('close', () => {
    shared.book.close(entry);
  });
  const delivery = new Delivery(response, entry);
  try {
    entry.rawBody = await readBody(request);
    await answer(shared, entry, delivery);
  } catch (error) {
    // A disconnected client gets no response; any other exception is a bug in a test or in the server.
    const page = json(500, { message: String(error) });
    if (!delivery.isGone) await delivery.send(page).catch(() => undefined);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

async function answer(shared: Shared, entry: RequestEntry, delivery: Delivery): Promise<void> {
  const { service, method, path, headers, rawBody } = entry;
  // Equal requests get equal answers, whatever else is in progress.
  const random = seededRandom(hash(`${shared.seed} ${path} ${rawBody}`));
  const requestId = hexId(random);
  const { authorization, 'content-type': contentType = '' } = headers;
  const decision = validateRequest(
    { service, method, path, authorization, contentType, rawBody, requestId },
    shared.settings(),
  );
  entry.body = decision.body;
  entry.valid = decision.valid;
  const { route, order } = decision;
  const limiter = shared.limiter(service);
  if (order && order.route !== 'models') {
    const tooFast = limiter.tryAcquire('body' in order ? promptTokens(order) : 0, requestId);
    if (tooFast) return delivery.send(withId(tooFast, requestId));
  }
  const exchange = { delivery, requestId, random, timing: shared.settings, limiter };
  const isStream =
    order !== undefined &&
    'body' in order &&
    order.route !== 'embeddings' &&
    order.body.stream === true;
  const target = { service, isStream, isValid: order !== undefined };
  const fault = route && shared.faults.take({ ...target, route });
  if (fault && isWholeFault(fault)) return replace(exchange, fault);
  if (!order) return delivery.send(withId(decision.refusal, requestId));
  return fulfill(shared, exchange, order, isStream, fault);
}

/** Fulfills a valid request. */
async function fulfill(
  { answers }: Shared,
  exchange: Exchange,
  order: ValidRequest,
  isStream: boolean,
  fault: Exclude<Fault, WholeFault> | undefined,
): Promise<void> {
  if (order.route === 'models' || order.route === 'ocr')
    return sendText(exchange, order.page.body, deprecation(fault), fault);
  if (order.route === 'conversations') {
    const conversation = answers.conversation(order.body);
    const charged = exchange.limiter.charge(conversation.usage.total_tokens);
    const sent = { ...charged, ...deprecation(fault) };
    if (isStream) {
      const events = conversationSteps(conversation, exchange.random, fault);
      return sendStream(exchange, events, sent, fault);
    }
    await waitForFirstToken(exchange);
    return sendText(exchange, JSON.stringify(wholeConversation(conversation)), sent, fault);
  }
  if (order.route === 'embeddings') {
    const { text, tokens } = answerEmbeddings(order.body);
    await waitForFirstToken(exchange);
    const charged = exchange.limiter.charge(tokens);
    return sendText(exchange, text, { ...charged, ...deprecation(fault) }, fault);
  }
  const answer = order.route === 'fim' ? answers.fim(order.body) : answers.chat(order.body);
  const headers = {
    ...exchange.limiter.charge(answer.usage.total_tokens),
    ...deprecation(fault),
  };
  if (isStream) {
    const whole = steps(answer, exchange.random);
    const events = fault ? addFault(whole, answer, fault) : whole;
    return sendStream(exchange, events, headers, fault);
  }
  await waitForFirstToken(exchange);
  return sendText(exchange, JSON.stringify(wholeAnswer(answer)), headers, fault);
}

/** Plays a fault that replaces the whole answer. */
async function replace(exchange: Exchange, fault: WholeFault): Promise<void> {
  const { delivery, requestId } = exchange;
  switch (fault.kind) {
    case 'drop':
      return delivery.finish('fin');
    case 'stallBeforeHeaders':
      return delivery.finish('stall');
    case 'stallAfterHeaders':
      delivery.start(200, streamHeaders(requestId));
      return delivery.finish('stall');
    case 'endlessError':
      return sendEndlessError(delivery, fault.status ?? 500);
    case 'html200':
      return delivery.send(html(200, 'Sign in to this network'));
    case 'json200':
      return delivery.send(json(200, fault.body ?? { status: 'ok' }));
    case 'redirect': {
      const { status, location } = fault;
      return delivery.send({ status, headers: { location }, body: '' });
    }
    case 'error':
      return delivery.send(withId(faultyPage(requestId, fault), requestId));
  }
}

function faultyPage(
  requestId: string,
  fault: Extract<WholeFault, { kind: 'error' }>,
): CompleteResponse {
  // The numbers of a recorded response.
  const facts = { requestId, model: 'codestral-2405', tokens: 264_620, maxTokens: 262_144 };
  const page = errorResponse(fault.body, facts);
  const after = fault.retryAfter;
  const headers = after === undefined ? {} : { 'retry-after': retryAfterHeader(after, new Date()) };
  return {
    ...page,
    status: fault.status ?? page.status,
    headers: { ...page.headers, ...headers },
  };
}

async function sendEndlessError(delivery: Delivery, status: number): Promise<never> {
  delivery.start(status, { 'content-type': 'application/json' });
  await delivery.write(Buffer.from('{"object":"error","message":"'));
  for (;;) {
    await delivery.write(Buffer.from('Internal server error. '.repeat(8)));
    await delivery.pause(1);
  }
}

/** Streams an answer at the configured pace, split at random positions. */
async function sendStream(
  exchange: Exchange,
  events: Iterable<Step>,
  headers: Readonly<Record<string, string>>,
  fault: StreamFault | WireFault | undefined,
): Promise<void> {
  const { delivery, random } = exchange;
  const splitter = new RandomSplitter(random);
  const writer = writerFor(delivery, fault);
  delivery.start(200, { ...streamHeaders(exchange.requestId), ...headers });
  await waitForFirstToken(exchange);
  for (const step of events) {
    if (typeof step === 'string') {
      for (const part of splitter.flush()) await writer(part);
      return delivery.finish(step);
    }
    const bytes = Buffer.isBuffer(step) ? step : frame(step);
    for (const part of splitter.push(bytes)) await writer(part);
    await delivery.pause(withJitter(exchange, exchange.timing().tokenMs));
  }
}

/** Sends a JSON body. Connection faults apply in its middle. */
async function sendText(
  { delivery, requestId }: Exchange,
  text: string,
  headers: Readonly<Record<string, string>>,
  fault: StreamFault | WireFault | undefined,
): Promise<void> {
  const body = Buffer.from(text);
  const writer = writerFor(delivery, fault);
  const length = { 'content-length': String(body.length) };
  const kind = { 'content-type': 'application/json', 'mistral-correlation-id': requestId };
  delivery.start(200, { ...kind, ...length, ...headers });
  const isCut = fault?.kind === 'fin' || fault?.kind === 'rst' || fault?.kind === 'stall';
  if (isCut) await writer(body.subarray(0, body.length / 2));
  else await writer(fault?.kind === 'garbage' ? Buffer.alloc(body.length, garbage) : body);
  return delivery.finish(isCut ? fault.kind : 'end');
}

/** Writes at once, or a few bytes at a time. */
function writerFor(delivery: Delivery, fault: Fault | undefined): (bytes: Buffer) => Promise<void> {
  if (fault?.kind !== 'slowDrip') return (bytes) => delivery.write(bytes);
  const { everyMs, bytes: size = 1 } = fault;
  return async (bytes) => {
    for (let at = 0; at < bytes.length; at += size) {
      await delivery.pause(everyMs);
      await delivery.write(bytes.subarray(at, at + size));
    }
  };
}

async function waitForFirstToken(exchange: Exchange): Promise<void> {
  await exchange.delivery.pause(withJitter(exchange, exchange.timing().firstTokenMs));
}

function withJitter({ random, timing }: Exchange, ms: number): number {
  return ms + timing().jitterMs * random();
}

function streamHeaders(requestId: string): Record<string, string> {
  return {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'mistral-correlation-id': requestId,
  };
}

function deprecation(fault: Fault | undefined): Record<string, string> {
  return fault?.kind === 'deprecated' ? { 'x-model-deprecation-timestamp': fault.date } : {};
}

function withId(page: CompleteResponse, id: string): CompleteResponse {
  return { ...page, headers: { ...page.headers, 'mistral-correlation-id': id } };
}
