import { adminRoutes } from './adminRoutes.ts';
import { Answers } from './answers.ts';
import { answerChat, thoughtsOn } from './chatModel.ts';
import { Corpus } from './corpus.ts';
import { FaultQueue } from './faults.ts';
import type { Fault } from './faults.ts';
import { learnFolder } from './folder.ts';
import { Limiter } from './limiter.ts';
import { Listener } from './listener.ts';
import { completeFim } from './fimModel.ts';
import type {
  ChatBody,
  ChatReply,
  Configuration,
  FaultOptions,
  FimBody,
  FimReply,
  RequestRecord,
  ServiceName,
  WebPiece,
} from './protocol.ts';
import { RequestRecords } from './requestRecords.ts';
import { serve } from './service.ts';
import { answerWithTools } from './toolModel.ts';

/** The options of a server. All are optional. */
export interface ServerOptions {
  /** The seed for random choices: splits, padding, jitter, answers at a temperature. Default: 1. */
  readonly seed?: number;
  /** A folder whose text files the embedded model learns. */
  readonly folder?: string;
  /** The delay from the response headers to the first token, in milliseconds. Default: 0. */
  readonly firstTokenMs?: number;
  /** The delay between two tokens, in milliseconds. Default: 0. */
  readonly tokenMs?: number;
  /** The maximum random addition to each delay, in milliseconds. Default: 0. */
  readonly jitterMs?: number;
  readonly keys?: Readonly<Record<ServiceName, string>>;
  /** Whether to accept requests without a key, like a local server. */
  readonly keyless?: boolean;
  /** See {@link Configuration}. Default: none. */
  readonly rateLimits?: Configuration['rateLimits'];
  /** Whether both services use HTTPS with the self-signed certificate of test/fixtures/tls. */
  readonly tls?: boolean;
  /** Ports of 127.0.0.1. Default: free ports. */
  readonly ports?: {
    readonly mistral?: number;
    readonly codestral?: number;
    readonly admin?: number;
  };
}

/** The URL of a service, without a trailing slash, and its key. */
interface ServiceAddress {
  readonly url: string;
  readonly key: string;
}

/** A running server with its controls. */
export interface LocalServer {
  readonly mistral: ServiceAddress;
  readonly codestral: ServiceAddress;
  /** The URL for {@link connectAdmin} of admin.ts, which offers the same controls to other processes. */
  readonly adminUrl: string;
  /** All requests to the two services, including rejected ones, oldest first. */
  readonly requests: readonly RequestRecord[];
  /** Scripts the answers to FIM requests; undefined restores the model's own answers. */
  answer(reply: FimReply | ((request: FimBody) => FimReply | undefined) | undefined): void;
  /** Scripts the answers to chat requests; undefined restores the model's own answers. */
  answerChat(reply: ChatReply | ((request: ChatBody) => ChatReply | undefined) | undefined): void;
  /** Scripts the next chat answers, each for one request. They take precedence over the script. */
  answerNextChats(replies: readonly ChatReply[]): void;
  /** Scripts the answers from the web; undefined restores the server's own. */
  answerWeb(pieces: readonly WebPiece[] | undefined): void;
  /** Adds a fault to the queue. It affects the next response that can show it. */
  fault(fault: Fault, options?: FaultOptions): void;
  /** Changes settings immediately. Resolves when ports are open or closed as requested. */
  configure(configuration: Configuration): Promise<void>;
  /** Adds a file, or its new text, to the embedded model. */
  learn(path: string, text: string): void;
  /** Clears records, scripts, faults and counters. Keeps settings and learned texts. */
  reset(): void;
  /** Resolves when no request is open. */
  idle(): Promise<void>;
  /** Closes all ports and connections, which ends running requests. */
  close(): Promise<void>;
}

/** Starts the local Mistral-protocol server. Rejects if a port is in use. */
export async function startServer(options: ServerOptions = {}): Promise<LocalServer> {
  const { seed = 1, firstTokenMs = 0, tokenMs = 0, jitterMs = 0 } = options;
  const { keyless = false, tls = false, ports = {} } = options;
  const keys = options.keys ?? { mistral: 'local-mistral-key', codestral: 'local-codestral-key' };
  const corpus = new Corpus();
  if (options.folder !== undefined) await learnFolder(corpus, options.folder);
  const settings = {
    ...{ firstTokenMs, tokenMs, jitterMs, keys, keyless },
    validationErrors: 'detail' as 'detail' | 'object',
  };
  const answers = new Answers(
    {
      fim: (body, fallbackSeed) => completeFim(corpus, body, fallbackSeed),
      chat: (body) =>
        answerWithTools(body) ?? { text: answerChat(corpus, body), thinking: thoughtsOn(body) },
    },
    seed,
  );
  const [faults, book] = [new FaultQueue(), new RequestRecords()];
  const rateLimits = { mistral: {}, codestral: {}, ...options.rateLimits };
  const limiters = { mistral: new Limiter(), codestral: new Limiter() };
  const limit = (changes: Configuration['rateLimits']): void => {
    Object.assign(rateLimits, changes);
    for (const service of Object.keys(changes ?? {}) as ServiceName[]) {
      limiters[service] = new Limiter(rateLimits[service]);
    }
  };
  limit(rateLimits);
  const limiter = (service: ServiceName): Limiter => limiters[service];
  const shared = { seed, answers, faults, book, limiter, settings: () => settings };
  const listenerOf = (service: ServiceName): Listener =>
    new Listener((request, response) => void serve(shared, service, request, response), {
      port: ports[service],
      tls,
    });
  const services = { mistral: listenerOf('mistral'), codestral: listenerOf('codestral') };
  const addressOf = (service: ServiceName): ServiceAddress => ({
    url: services[service].url,
    key: settings.keys[service],
  });

  const server: LocalServer = {
    get mistral() {
      return addressOf('mistral');
    },
    get codestral() {
      return addressOf('codestral');
    },
    get adminUrl() {
      return admin.url;
    },
    get requests() {
      return book.entries;
    },
    answer: (reply) => {
      answers.script(reply);
    },
    answerChat: (reply) => {
      answers.scriptChat(reply);
    },
    answerNextChats: (replies) => {
      answers.scriptNextChats(replies);
    },
    answerWeb: (pieces) => {
      answers.scriptWeb(pieces);
    },
    fault: (fault, faultOptions) => {
      faults.add(fault, faultOptions);
    },
    configure: async ({ refuse, rateLimits: newLimits, ...changes }) => {
      Object.assign(settings, changes);
      limit(newLimits);
      if (!refuse) return;
      const names = Object.keys(services) as ServiceName[];
      await Promise.all(
        names.map((name) =>
          refuse.includes(name) ? services[name].close() : services[name].open(),
        ),
      );
    },
    learn: (path, text) => {
      corpus.learn(path, text);
    },
    reset: () => {
      book.clear();
      answers.reset();
      faults.clear();
      limit(rateLimits);
    },
    idle: () => book.idle(),
    close: async () => {
      await Promise.all([services.mistral.close(), services.codestral.close(), admin.close()]);
    },
  };
  const admin = new Listener(adminRoutes(server), { port: ports.admin });
  await Promise.all([services.mistral.open(), services.codestral.open(), admin.open()]);
  return server;
}
