import type { Behavior } from './server.ts';
import { documentPages, PAGE, VECTOR, vectors, WEB_END, WEB_START } from './wire.ts';
import { webEvent, webPiece, webSource } from './wire.ts';

/** The faults of answers from the web, of vectors and of documents. */
export const KNOWLEDGE_FAULTS: Readonly<Record<string, Behavior>> = {
  'RST after text from the web': (reply) => {
    reply.stream(WEB_START + webPiece('One'));
    reply.clock.setTimeout(() => {
      reply.reset();
    }, 5);
  },
  'FIN after a source': (reply) => {
    reply.stream(WEB_START + webPiece('One'));
    reply.end(webPiece(webSource('A page')));
  },
  'a stall after text from the web': (reply) => {
    reply.stream(WEB_START + webPiece('One'));
  },
  'text from the web without end': (reply) => {
    reply.stream(WEB_START);
    reply.flood(webPiece('x'.repeat(65_536)));
  },
  'sources without end': (reply) => {
    reply.stream(WEB_START);
    reply.flood(webPiece(webSource('A page')).repeat(100));
  },
  'searches without end': (reply) => {
    reply.stream(WEB_START);
    const search = { output_index: 0, id: 't1', name: 'web_search', arguments: '{}' };
    reply.every(10_000, webEvent('tool.execution.started', search));
  },
  'an error in an answer from the web': (reply) => {
    reply.stream(WEB_START + webPiece('One'));
    reply.end(webEvent('conversation.response.error', { message: 'no', code: 3_000 }));
  },
  'events of the web of an odd shape': (reply) => {
    const odd = webPiece({ type: 'tool_reference', title: 7, url: [] });
    reply.stream(WEB_START + odd + webEvent('message.output.delta', { content: null }));
    reply.end(WEB_END);
  },
  'no vectors': (reply) => {
    reply.json(200, vectors([]));
  },
  'two vectors for one text': (reply) => {
    reply.json(200, vectors([VECTOR, VECTOR]));
  },
  'a vector of another dimension': (reply) => {
    reply.json(200, vectors([{ ...VECTOR, embedding: [1, 2, 3] }]));
  },
  'vectors of an odd shape': (reply) => {
    const numbers = Array<unknown>(256).fill('1');
    reply.json(200, vectors([{ ...VECTOR, embedding: numbers }, { index: -1 }]));
  },
  'pages of an odd shape': (reply) => {
    reply.json(
      200,
      documentPages([
        { ...PAGE, index: 'first' },
        { index: 1, markdown: null },
      ]),
    );
  },
  'no pages': (reply) => {
    reply.json(200, documentPages([]));
  },
};

/** Answers from the web, vectors and documents that repeat the key. */
export const KNOWLEDGE_ECHOES: Readonly<
  Record<string, (key: string, reply: Parameters<Behavior>[0]) => void>
> = {
  'a source': (key, reply) => {
    const source = { ...webSource(key), url: `https://example.test/${key}` };
    reply.stream(WEB_START + webPiece(source) + WEB_END);
    reply.end();
  },
  'text from the web, letter by letter': (key, reply) => {
    reply.stream(WEB_START + Array.from(`a ${key}.`, webPiece).join('') + WEB_END);
    reply.end();
  },
  'a document': (key, reply) => {
    reply.json(200, documentPages([{ ...PAGE, markdown: `The key: ${key}` }]));
  },
  'the model of vectors': (key, reply) => {
    reply.json(200, { ...vectors([{ ...VECTOR, object: key }]), model: key, id: key });
  },
};
