import type { Fault } from './faults.ts';
import type {
  ChatReply,
  Configuration,
  FaultOptions,
  FimReply,
  RequestRecord,
  WebPiece,
} from './protocol.ts';

/** The controls of a local server that runs in another process. */
export interface Admin {
  requests(): Promise<readonly RequestRecord[]>;
  /** Scripts the answers to FIM requests; undefined restores the model's own answers. */
  answer(reply: FimReply | undefined): Promise<void>;
  /** Scripts the answers to chat requests; undefined restores the model's own answers. */
  answerChat(reply: ChatReply | undefined): Promise<void>;
  /** Scripts the next chat answers, each for one request. They take precedence over the script. */
  answerNextChats(replies: readonly ChatReply[]): Promise<void>;
  /** Scripts the answers from the web; undefined restores the server's own. */
  answerWeb(pieces: readonly WebPiece[] | undefined): Promise<void>;
  fault(fault: Fault, options?: FaultOptions): Promise<void>;
  configure(configuration: Configuration): Promise<void>;
  learn(path: string, text: string): Promise<void>;
  /** Clears records, scripts and faults. */
  reset(): Promise<void>;
  /** Resolves when no request is open. */
  idle(): Promise<void>;
}

/**
 * Controls a local server through its admin port. Depends only on the global fetch, so that it can be bundled into code
 * that runs inside an editor. Calls reject if the server reports an error.
 */
export function connectAdmin(adminUrl: string): Admin {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${adminUrl}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const post = async (path: string, body: object = {}): Promise<void> => {
    await call('POST', path, body);
  };
  return {
    requests: async () => (await call('GET', '/requests')) as RequestRecord[],
    answer: (reply) => post('/answer', { reply }),
    answerChat: (reply) => post('/answerChat', { reply }),
    answerNextChats: (replies) => post('/answerNextChats', { replies }),
    answerWeb: (pieces) => post('/answerWeb', { pieces }),
    // JSON has no Infinity.
    fault: (fault, { times = 1, ...options } = {}) =>
      post('/fault', {
        fault,
        options: { ...options, times: times === Infinity ? -1 : times },
      }),
    configure: (configuration) => post('/configure', configuration),
    learn: (path, text) => post('/learn', { path, text }),
    reset: () => post('/reset'),
    idle: () => post('/idle'),
  };
}
