import { startServer } from '../server/server.ts';
import type { LocalServer, ServerOptions } from '../server/server.ts';
import type { RouteName, ServiceName } from '../server/protocol.ts';

/** Starts servers for the tests of one suite and closes each after its test. */
export function servers(): (options?: ServerOptions) => Promise<LocalServer> {
  const running: LocalServer[] = [];
  afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));
  return async (options) => {
    const server = await startServer(options);
    running.push(server);
    return server;
  };
}

/** A request to one of the services; omitted parts are valid. */
export interface TestRequest {
  readonly service?: ServiceName;
  readonly route?: RouteName;
  /** Replaces the path of the route. */
  readonly path?: string;
  readonly method?: string;
  /** The Authorization header; null sends none. */
  readonly authorization?: string | null;
  /** An object is sent as JSON, a string unchanged. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

const paths = {
  fim: '/v1/fim/completions',
  chat: '/v1/chat/completions',
  embeddings: '/v1/embeddings',
  ocr: '/v1/ocr',
  conversations: '/v1/conversations',
  models: '/v1/models',
};

/** Small valid bodies. */
const bodies = {
  fim: { model: 'codestral-latest', prompt: 'const a =', stream: true },
  chat: { model: 'codestral-latest', messages: [{ role: 'user', content: 'Hi' }], stream: true },
  embeddings: { model: 'codestral-embed', input: ['retry'], output_dtype: 'int8' },
  models: undefined,
  ocr: {
    model: 'mistral-ocr-latest',
    document: {
      type: 'image_url',
      image_url: `data:image/png;base64,${Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64')}`,
    },
  },
  conversations: {
    ...{ model: 'mistral-medium-latest', inputs: 'Hi', stream: true, store: false },
    tools: [{ type: 'web_search' }],
  },
};

/** Sends a request with plain fetch, without following redirects. */
export function send(server: LocalServer, call: TestRequest = {}): Promise<Response> {
  const { service = 'mistral', route = 'fim', contentType = 'application/json', signal } = call;
  const { path = paths[route], method = route === 'models' ? 'GET' : 'POST' } = call;
  const { url, key } = server[service];
  const { authorization = `Bearer ${key}`, body = bodies[route] } = call;
  return fetch(url + path, {
    method,
    redirect: 'manual',
    headers: { 'content-type': contentType, ...(authorization !== null && { authorization }) },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  });
}

/** The fields of a stream event that tests use. */
export interface Event {
  readonly id?: string;
  readonly model?: string;
  readonly p?: string;
  readonly usage?: { readonly prompt_tokens_details: { readonly cached_tokens: number } } | null;
  readonly choices: readonly {
    readonly delta: { readonly role?: string; readonly content: string | null };
    readonly finish_reason?: string | null;
  }[];
}

/** The events of a whole stream without `[DONE]`. */
export function eventsOf(text: string): Event[] {
  return text
    .split('\n\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Event);
}

/** The text of a whole stream. */
export function textOf(text: string): string {
  return eventsOf(text)
    .map(({ choices: [choice] }) => choice?.delta.content ?? '')
    .join('');
}

/** Reads a body until it ends or breaks; resolves to the text and the error. */
export async function readAll(response: Response): Promise<{ text: string; error: unknown }> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
      text += decoder.decode(bytes, { stream: true });
    }
  } catch (error) {
    return { text, error };
  }
  return { text, error: undefined };
}

/** The code of the system error that made `fetch` throw. */
export function codeOf(error: unknown): string | undefined {
  return ((error as Error).cause as { code?: string } | undefined)?.code;
}
