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

/** The response of a working service. */
export const healthy: Behavior = (reply, { path }) => {
  if (path === '/v1/models') reply.json(200, MODELS);
  else {
    reply.head(200, { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' });
    reply.write(chunked(ANSWER + FINISH + DONE) + chunked(''));
    reply.complete();
  }
};

/** A text as one HTTP chunk; an empty one ends the body. */
export function chunked(body: string): string {
  return `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`;
}
