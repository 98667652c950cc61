import type { Behavior } from './server.ts';

/** The keys of both services. Random, so that no part of them is a word. */
export const KEYS = {
  mistral: 'Zq8Lw3Rt7Yp1Nv5Xb9Kd2Fg6Hj4Mc0Sa',
  codestral: 'u4Tn8Bz2Vk6Wc0Qm3Ej7Ry1Gx5Pf9Lh',
} as const;

/** An event with a chunk with this delta. */
export function delta(said: object, finish: string | null = null, more: object = {}): string {
  return `data: ${JSON.stringify({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta: said, finish_reason: finish }],
    ...more,
  })}\n\n`;
}

/** An event with a piece of text. */
export function text(content: string): string {
  return delta({ content });
}

const USAGE = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
export const FINISH = delta({ content: '' }, 'stop', { usage: USAGE });
export const DONE = 'data: [DONE]\n\n';
/** A short valid answer: code for a completion, a fenced block for an edit. */
export const ANSWER = text('1;\n') + text('```ts\nlet a = 2;\n```\n');

const card = (id: string): object => ({
  ...{ id, object: 'model', created: 1, owned_by: 'mistralai', type: 'base' },
  capabilities: { completion_chat: true, completion_fim: true, function_calling: true },
  ...{ max_context_length: 128_000, aliases: [], name: id },
});

/** A models list. */
export const MODELS = {
  object: 'list',
  data: [card('mistral-medium-latest'), card('codestral-latest')],
};

/** An event of an answer from the web. */
export function webEvent(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, created_at: CREATED, ...data })}\n\n`;
}

const CREATED = '2026-11-21T00:00:00Z';
const OUTPUT = { id: 'm1', output_index: 0, content_index: 0, model: 'm', role: 'assistant' };

/** An event with a piece of text or a source. */
export function webPiece(content: string | object): string {
  return webEvent('message.output.delta', { ...OUTPUT, content });
}

/** A source of an answer from the web. */
export function webSource(title: string): object {
  return { type: 'tool_reference', tool: 'web_search', title, url: 'https://example.test/' };
}

export const WEB_START = webEvent('conversation.response.started', { conversation_id: 'c1' });
export const WEB_END = webEvent('conversation.response.done', { usage: USAGE });

/** The vectors for a request with one text. */
export function vectors(data: readonly object[]): object {
  return { id: 'e1', object: 'list', model: 'codestral-embed', data, usage: USAGE };
}

/** The pages of a document. */
export function documentPages(pages: readonly object[]): object {
  const usage = { pages_processed: pages.length, doc_size_bytes: 1_000 };
  return { model: 'mistral-ocr-latest', pages, usage_info: usage };
}

export const VECTOR = { object: 'embedding', index: 0, embedding: Array<number>(256).fill(1) };
export const PAGE = { index: 0, markdown: 'One', images: [], dimensions: null };

/** The response of a working service. */
export const healthy: Behavior = (reply, { path }) => {
  if (path === '/v1/models') reply.json(200, MODELS);
  else if (path === '/v1/embeddings') reply.json(200, vectors([VECTOR]));
  else if (path === '/v1/ocr') reply.json(200, documentPages([PAGE]));
  else {
    const isWeb = path.startsWith('/v1/conversations');
    const found = webPiece('One') + webPiece(webSource('A page'));
    const body = isWeb ? WEB_START + found + WEB_END : ANSWER + FINISH + DONE;
    reply.head(200, { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' });
    reply.write(chunked(body) + chunked(''));
    reply.complete();
  }
};

/** A text as one HTTP chunk; an empty one ends the body. */
export function chunked(body: string): string {
  return `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`;
}
