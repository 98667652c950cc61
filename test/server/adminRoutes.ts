import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Fault } from './faults.ts';
import type { ChatReply, Configuration, FaultOptions, FimReply, WebPiece } from './protocol.ts';
import type { LocalServer } from './server.ts';

/** The request bodies of the admin port. */
interface Bodies {
  readonly '/answer': { readonly reply?: FimReply | null };
  readonly '/answerChat': { readonly reply?: ChatReply | null };
  readonly '/answerNextChats': { readonly replies: readonly ChatReply[] };
  readonly '/answerWeb': { readonly pieces?: readonly WebPiece[] | null };
  readonly '/fault': { readonly fault: Fault; readonly options?: FaultOptions };
  readonly '/configure': Configuration;
  readonly '/learn': { readonly path: string; readonly text: string };
  readonly '/reset': object;
  readonly '/idle': object;
}

type Calls = { readonly [Path in keyof Bodies]: (body: Bodies[Path]) => Promise<void> | void };

/** Serves the server's controls as JSON over HTTP. */
export function adminRoutes(
  server: LocalServer,
): (request: IncomingMessage, response: ServerResponse) => void {
  const calls: Calls = {
    '/answer': ({ reply }) => {
      server.answer(reply ?? undefined);
    },
    '/answerChat': ({ reply }) => {
      server.answerChat(reply ?? undefined);
    },
    '/answerNextChats': ({ replies }) => {
      server.answerNextChats(replies);
    },
    '/answerWeb': ({ pieces }) => {
      server.answerWeb(pieces ?? undefined);
    },
    '/fault': ({ fault, options = {} }) => {
      const { times = 1 } = options;
      server.fault(fault, { ...options, times: times < 0 ? Infinity : times });
    },
    '/configure': (configuration) => server.configure(configuration),
    '/learn': ({ path, text: learned }) => {
      server.learn(path, learned);
    },
    '/reset': () => {
      server.reset();
    },
    '/idle': () => server.idle(),
  };
  const answer = async (request: IncomingMessage): Promise<{ status: number; body: string }> => {
    const { method, url = '' } = request;
    if (method === 'GET' && url === '/requests')
      return { status: 200, body: JSON.stringify(server.requests) };
    if (method !== 'POST' || !Object.hasOwn(calls, url))
      return { status: 404, body: 'no such control' };
    const call = calls[url as keyof Calls] as (body: unknown) => Promise<void> | void;
    await call(JSON.parse(await text(request)));
    return { status: 200, body: '' };
  };
  return (request, response) => {
    void answer(request)
      .catch((error: unknown) => ({ status: 400, body: String(error) }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      });
  };
}
