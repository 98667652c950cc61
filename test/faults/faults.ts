import { gzipSync } from 'node:zlib';
import { errorNames, errorResponse } from '../server/errorBodies.ts';
import { KNOWLEDGE_ECHOES, KNOWLEDGE_FAULTS } from './knowledgeFaults.ts';
import type { Behavior } from './server.ts';
import { ANSWER, DONE, FINISH, MODELS, chunked, delta, healthy, text } from './wire.ts';

/** A way in which a service can fail. */
export interface Fault {
  readonly name: string;
  readonly behave: Behavior;
  /** The service is at another address: a closed port, or one with an untrusted certificate. */
  readonly at?: 'closed' | 'tls';
  /** One of many similar faults: each feature runs it once, either first or after a success. */
  readonly isOneOfMany?: boolean;
}

const at = (date: number): string => new Date(Date.UTC(2026, 10, 21) + date).toUTCString();
const BIG = 'x'.repeat(65_536);
const BOMB = gzipSync(Buffer.alloc(20_000_000, ':\n\n'));
const events = { 'content-type': 'text/event-stream' };

/** All error bodies of the local server, with their own status. */
const bodies: Fault[] = errorNames.map((name) => ({
  name: `body ${name}`,
  behave: (reply) => {
    const facts = { requestId: 'a'.repeat(32), model: 'm', tokens: 9, maxTokens: 8 };
    const { status, headers, body } = errorResponse(name, facts);
    reply.page(status, headers, body);
  },
}));

/** Statuses with empty or unexpected bodies. */
const statuses: Fault[] = [
  ...[201, 204, 304, 400, 401, 402, 403, 404, 407, 408, 413, 422, 429, 431, 451],
  ...[500, 502, 503, 504, 511, 529],
].flatMap((status) => {
  const shapes: [string, string, string][] =
    status < 400 || ![400, 401, 429, 500].includes(status)
      ? [['no body', 'text/plain', '']]
      : [
          ['no body', 'text/plain', ''],
          ['half of JSON', 'application/json', '{"message": "n'],
          ['an odd shape', 'application/json', '{"message":{"detail":[[null]]},"error":[7]}'],
          ['a page', 'text/html', '<html>Log in</html>'],
        ];
  return shapes.map(([applyFilters, type, body]) => ({
    name: `status ${status}, ${applyFilters}`,
    behave: (reply) => {
      reply.page(status, { 'content-type': type }, body);
    },
  }));
});

const RETRY_AFTER = [
  ...['0', '-5', '0.001', '7', '7, 7', '7s', '1e3', '99999999999', 'NaN', '', at(-60_000)],
  ...[at(30_000), at(30_000).replace(' GMT', ''), at(1e12), '7\r\nretry-after: 20'],
];
const waits: Fault[] = [429, 503].flatMap((status) =>
  RETRY_AFTER.map((value) => ({
    name: `status ${status}, Retry-After ${JSON.stringify(value)}`,
    behave: (reply) => {
      reply.json(status, { message: 'no' }, { 'retry-after': value });
    },
  })),
);

const QUOTAS = ['0', '-1', '1e99', '9'.repeat(40), '0, 0', 'soon', at(1e12), '6m0s'];
const quotas: Fault[] = QUOTAS.map((value) => ({
  name: `rate-limit headers ${value.slice(0, 20)}`,
  behave: (reply) => {
    const names = [
      'limit-tokens-minute',
      'remaining-tokens-minute',
      'reset',
      'remaining-req-minute',
    ];
    const headers = Object.fromEntries(names.map((name) => [`x-ratelimit-${name}`, value]));
    reply.json(429, { message: 'no' }, { ...headers, 'ratelimitbysize-reset': value });
  },
}));

const IN_BAND: readonly string[] = [
  'data: {"object":"error","message":"no","type":"rate_limited","code":"1300"}\n\n',
  'data: {"error":{"message":"no","code":429},"choices":[]}\n\n',
  'data: {"error":"overloaded"}\n\n',
  'data: {"detail":"Unauthorized"}\n\n',
  'data: {"message":"Requests rate limit exceeded"}\n\n',
  'event: error\ndata: oops\n\n',
  'error: oops\n\n',
  'data: {"error":{"code":"rate_limit_exceeded","message":"slow down"}}\n\n',
  delta({ content: '' }, 'error'),
];
const inBand: Fault[] = IN_BAND.flatMap((event, index) => [
  {
    name: `in-band error ${index + 1} at once`,
    behave: (reply) => {
      reply.stream(event);
      reply.end();
    },
  },
  {
    name: `in-band error ${index + 1} after text`,
    behave: (reply) => {
      reply.stream(ANSWER + event);
      reply.end();
    },
  },
]);

/** Responses that never end unless the client ends them. */
const endless: Record<string, Behavior> = {
  'keepalive comments': (reply) => {
    reply.stream();
    reply.every(5_000, ': ping\n\n');
  },
  'keepalive comments after text': (reply) => {
    reply.stream(ANSWER);
    reply.every(5_000, ': ping\n\n');
  },
  'keepalive comments after [DONE]': (reply) => {
    reply.stream(ANSWER + DONE);
    reply.every(50, ': ping\n\n');
  },
  'keepalive comments after the finish reason': (reply) => {
    reply.stream(ANSWER + FINISH);
    reply.every(50, ': ping\n\n');
  },
  'empty events': (reply) => {
    reply.stream();
    reply.every(10_000, text(''));
  },
  'roles only': (reply) => {
    reply.stream();
    reply.every(10_000, delta({ role: 'assistant' }));
  },
  'usage only': (reply) => {
    reply.stream();
    reply.every(10_000, 'data: {"choices":[],"usage":{"prompt_tokens":1}}\n\n');
  },
  'padding only': (reply) => {
    reply.stream();
    reply.every(10_000, delta({ content: '' }, null, { p: 'abcdefg' }));
  },
  'text without end': (reply) => {
    reply.stream();
    reply.flood(text(BIG));
  },
  'thoughts without end': (reply) => {
    reply.stream();
    reply.flood(
      delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: BIG }] }] }),
    );
  },
  'calls of tools without end': (reply) => {
    reply.stream();
    const call = { id: 'a', function: { name: 'run', arguments: '{}' } };
    reply.flood(
      delta({ tool_calls: Array.from({ length: 50 }, (_, index) => ({ ...call, index })) }),
    );
  },
  'arguments without end': (reply) => {
    reply.stream();
    reply.flood(delta({ tool_calls: [{ index: 0, function: { name: '', arguments: BIG } }] }));
  },
  'comments without end': (reply) => {
    reply.stream();
    reply.flood(`:${BIG}\n\n`);
  },
  'one line without end': (reply) => {
    reply.stream('data: ');
    reply.flood(BIG);
  },
  'empty data lines without end': (reply) => {
    reply.stream();
    reply.flood('data:\n'.repeat(10_000));
  },
  'one letter every other minute': (reply) => {
    reply.stream();
    reply.every(110_000, text('a'));
  },
  'one byte a second': (reply) => {
    reply.stream();
    reply.every(1_000, 'd');
  },
  'headers without end': (reply) => {
    reply.write('HTTP/1.1 200 X\r\n');
    reply.every(100, `x-a: ${'a'.repeat(1_000)}\r\n`);
  },
  'headers that trickle': (reply) => {
    reply.write('HTTP/1.1 200 X\r\n');
    reply.every(5_000, 'x');
  },
  'an error body without end': (reply) => {
    reply.head(500, { 'content-type': 'application/json' });
    reply.flood(BIG);
  },
  'an error body that trickles': (reply) => {
    reply.head(429, { 'content-type': 'application/json' });
    reply.every(1_000, ' ');
  },
  'an error body that stops': (reply) => {
    reply.head(503, { 'content-type': 'application/json', 'content-length': '99' });
  },
  'JSON without end': (reply) => {
    reply.head(200, { 'content-type': 'application/json' });
    reply.write('{"data":[');
    reply.flood(`${JSON.stringify(MODELS.data[0])},`);
  },
  'JSON that trickles': (reply) => {
    reply.head(200, { 'content-type': 'application/json' });
    reply.every(1_000, ' ');
  },
  'JSON that stops': (reply) => {
    reply.head(200, { 'content-type': 'application/json' });
    reply.write('{"data":[');
  },
  'a stall before the headers': () => undefined,
  'a stall after the headers': (reply) => {
    reply.stream();
  },
  'a stall in the middle of an event': (reply) => {
    reply.stream(`${ANSWER}data: {"id":`);
  },
  'a stall after text': (reply) => {
    reply.stream(ANSWER);
  },
  '[DONE] at once, connection open': (reply) => {
    reply.stream(DONE);
  },
  '[DONE] after text, then more text': (reply) => {
    reply.stream(ANSWER + DONE);
    reply.flood(text(BIG));
  },
  'a gzip bomb': (reply) => {
    reply.stream(BOMB, { 'content-encoding': 'gzip' });
  },
  'a gzip bomb of JSON': (reply) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    reply.page(200, headers, BOMB);
  },
};

/** Broken responses that end by themselves. */
const broken: Record<string, Behavior> = {
  'FIN before the headers': (reply) => {
    reply.end();
  },
  'RST before the headers': (reply) => {
    reply.reset();
  },
  'half of the headers, then FIN': (reply) => {
    reply.end('HTTP/1.1 200 OK\r\ncontent-ty');
  },
  'RST after the headers': (reply) => {
    reply.stream();
    reply.clock.setTimeout(() => {
      reply.reset();
    }, 5);
  },
  'RST after text': (reply) => {
    reply.stream(ANSWER);
    reply.clock.setTimeout(() => {
      reply.reset();
    }, 5);
  },
  'FIN after the headers': (reply) => {
    reply.stream();
    reply.end();
  },
  'FIN after text': (reply) => {
    reply.stream(ANSWER);
    reply.end();
  },
  'FIN within a chunk': (reply) => {
    reply.head(200, { ...events, 'transfer-encoding': 'chunked' });
    reply.end(`ff\r\n${ANSWER.slice(0, 40)}`);
  },
  'chunks that are malformed': (reply) => {
    reply.head(200, { ...events, 'transfer-encoding': 'chunked' });
    reply.end(`zz\r\n${ANSWER}\r\n`);
  },
  'no HTTP at all': (reply) => {
    reply.end('SSH-2.0-OpenSSH_9.6\r\n');
  },
  'a huge header': (reply) => {
    reply.stream(ANSWER + FINISH + DONE, { 'x-a': 'a'.repeat(100_000) });
    reply.end();
  },
  'a body shorter than its length': (reply) => {
    reply.head(200, { ...events, 'content-length': '99999' });
    reply.end(ANSWER);
  },
  'gzip that is none': (reply) => {
    reply.stream('this is no gzip', { 'content-encoding': 'gzip' });
    reply.end();
  },
  'an encoding that is not known': (reply) => {
    reply.stream(ANSWER + FINISH, { 'content-encoding': 'x-none' });
    reply.end();
  },
  'UTF-8 that is broken': (reply) => {
    const [before = '', after = ''] = text('a|b').split('|');
    reply.stream(Buffer.concat([Buffer.from(before), Buffer.of(0xff, 0xc3), Buffer.from(after)]));
    reply.end(FINISH + DONE);
  },
  'CRLF cut in two': (reply) => {
    const [head = '', ...rest] = (ANSWER + FINISH + DONE).replaceAll('\n', '\r\n').split('\n');
    reply.stream(head);
    for (const part of rest) reply.write(`\n${part}`);
    reply.end();
  },
  'no finish reason': (reply) => {
    reply.stream(ANSWER + DONE);
    reply.end();
  },
  'no answer at all': (reply) => {
    reply.stream(DONE);
    reply.end();
  },
  'an empty answer': (reply) => {
    reply.stream(FINISH + DONE);
    reply.end();
  },
  'a finish reason that is not known': (reply) => {
    reply.stream(ANSWER + delta({ content: '' }, 'weather') + DONE);
    reply.end();
  },
  'JSON that is malformed': (reply) => {
    reply.stream(`${ANSWER}data: {"id":\n\n`);
    reply.end(FINISH);
  },
  'JSON nested ten thousand deep': (reply) => {
    reply.stream(`data: ${'['.repeat(10_000)}\n\n`);
    reply.end(FINISH);
  },
  'a number as a chunk': (reply) => {
    reply.stream('data: 7\n\n');
    reply.end(FINISH);
  },
  'choices of an odd shape': (reply) => {
    reply.stream('data: {"choices":[null,7,{"delta":[]},{"delta":{"content":{"a":1}}}]}\n\n');
    reply.end(FINISH);
  },
  'a call of a tool that is damaged': (reply) => {
    const call = { index: 1e9, function: { name: 7, arguments: '{"a' } };
    reply.stream(delta({ tool_calls: [call, null, 'x'] }, 'tool_calls'));
    reply.end(DONE);
  },
  'JSON where a stream belongs': (reply) => {
    reply.json(200, { choices: [{ message: { content: 'hi' } }] });
  },
  'a list of models of an odd shape': (reply) => {
    reply.json(200, { data: [null, 7, {}, { id: 7 }, { id: 'a', capabilities: null }] });
  },
  'no list of models': (reply) => {
    reply.json(200, []);
  },
  'a captive portal': (reply) => {
    reply.page(200, { 'content-type': 'text/html' }, '<html>Log in to the Wi-Fi</html>');
  },
  'a page for 511': (reply) => {
    reply.page(511, { 'content-type': 'text/html' }, '<html>Log in</html>');
  },
  'plain text': (reply) => {
    reply.page(200, { 'content-type': 'text/plain' }, 'hello');
  },
  'no content type': (reply) => {
    reply.page(200, {}, ANSWER + FINISH + DONE);
  },
  'a content type of an odd shape': (reply) => {
    reply.page(200, { 'content-type': `text/${'a'.repeat(500)};;;"` }, ANSWER);
  },
  'a response in pieces of one byte': (reply) => {
    reply.head(200, { ...events, 'transfer-encoding': 'chunked' });
    for (const byte of (FINISH + DONE).slice(0, 400)) reply.write(chunked(byte));
    reply.end(chunked(''));
  },
  'an interim response': (reply, request) => {
    reply.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
    healthy(reply, request);
  },
};

const redirects: Fault[] = [301, 302, 307, 308].flatMap((status) =>
  ['/elsewhere', 'http://elsewhere.test/', '::'].map((location) => ({
    name: `redirect ${status} to ${JSON.stringify(location)}`,
    behave: (reply) => {
      reply.page(status, { location }, '');
    },
  })),
);

/** Responses that repeat the key, in all places and forms. */
const echoes: Fault[] = Object.entries<(key: string, reply: Parameters<Behavior>[0]) => void>({
  'the type': (key, reply) => {
    reply.json(400, { object: 'error', type: key, message: key, code: key });
  },
  'the type, cut': (key, reply) => {
    reply.json(400, { object: 'error', type: key.slice(3, 20), message: 'no' });
  },
  'the type, in capitals': (key, reply) => {
    reply.json(400, { object: 'error', type: key.toUpperCase(), message: 'no' });
  },
  'the type, in Base64': (key, reply) => {
    reply.json(400, { object: 'error', type: btoa(`Bearer ${key}`).slice(0, 44), message: 'no' });
  },
  'the place of a 422': (key, reply) => {
    reply.json(422, { detail: [{ type: 'missing', loc: ['header', key], msg: key, input: key }] });
  },
  'the request id': (key, reply) => {
    reply.json(500, { message: key, request_id: key }, { 'x-request-id': `r-${key}` });
  },
  'the host of a redirect': (key, reply) => {
    reply.page(302, { location: `https://${key}.example.test/?key=${key}` }, '');
  },
  'the content type': (key, reply) => {
    reply.page(200, { 'content-type': `text/${key}` }, key);
  },
  'an in-band error': (key, reply) => {
    const error = { object: 'error', type: `invalid_${key}`, message: key };
    reply.stream(`${ANSWER}data: ${JSON.stringify(error)}\n\n`);
    reply.end();
  },
  'the text': (key, reply) => {
    reply.stream(text(`const key = "${key}"; // ${key.toLowerCase()}\n`) + FINISH + DONE);
    reply.end();
  },
  'the text, letter by letter': (key, reply) => {
    const letters = Array.from(`a = '${key}';\n`, text);
    reply.stream(letters.join('') + FINISH + DONE);
    reply.end();
  },
  'thoughts and calls of tools': (key, reply) => {
    const thinking = [{ type: 'thinking', thinking: [{ type: 'text', text: key }] }];
    const call = { id: key, index: 0, function: { name: 'run', arguments: `{"k":"${key}"}` } };
    reply.stream(delta({ content: thinking }) + delta({ tool_calls: [call] }, 'tool_calls') + DONE);
    reply.end();
  },
  'the finish reason': (key, reply) => {
    reply.stream(ANSWER + delta({ content: '' }, key) + DONE);
    reply.end();
  },
  ...KNOWLEDGE_ECHOES,
  'the list of models': (key, reply) => {
    reply.json(200, { data: [{ id: key, name: key, description: key, aliases: [key] }] });
  },
}).map(([name, echo]) => ({
  name: `the key in ${name}`,
  behave: (reply, { key }) => {
    echo(key, reply);
  },
}));

const named = (faults: Record<string, Behavior>): Fault[] =>
  Object.entries(faults).map(([name, behave]) => ({ name, behave }));

/** All faults of the matrix. */
export const FAULTS: readonly Fault[] = [
  { name: 'no server', behave: healthy, at: 'closed' },
  { name: 'a certificate that is not trusted', behave: healthy, at: 'tls' },
  { name: 'nothing wrong', behave: healthy },
  ...named(endless),
  ...named(broken),
  ...named(KNOWLEDGE_FAULTS),
  ...inBand,
  ...echoes,
  ...[...redirects, ...waits, ...quotas, ...bodies, ...statuses].map((fault) => ({
    ...fault,
    isOneOfMany: true,
  })),
];
