import { adminRoutes } from './adminRoutes.ts';
import { Answers } from './answers.ts';
import { answerChat, thoughtsOn } from './chatModel.ts';
import { Corpus } from './corpus.ts';
import { FaultQueue } from './faults.ts';
import type { Fault } from './faults.ts';
import { learnFolder } from './folder.ts';
import { Limiter } from './limiter.ts';
import { Listener } from './listener.ts';
import { completeFim } from './model.ts';
import type {
  ChatBody,
  ChatReply,
  Configuration,
  FaultOptions,
  FimBody,
  FimReply,
  RequestRecord,
  ServiceName,
} from './protocol.ts';
import { Book } from './record.ts';
import { serve } from './service.ts';
import { answerWithTools } from './toolModel.ts';

/** How the server starts; everything has a default. */
export interface ServerOptions {
  /** Decides all that is left to chance: cuts, padding, jitter, answers at a temperature. 1. */
  readonly seed?: number;
  /** A folder whose text files the embedded model learns. */
  readonly folder?: string;
  /** Milliseconds from the answer's headers to the first token. 0. */
  readonly firstTokenMs?: number;
  /** Milliseconds from one token to the next. 0. */
  readonly tokenMs?: number;
  /** Each wait is longer by up to this many milliseconds. 0. */
  readonly jitterMs?: number;
  readonly keys?: Readonly<Record<ServiceName, string>>;
  /** Lets requests in that bring no key, as a server on one's own machine does. */
  readonly keyless?: boolean;
  /** As {@link Configuration} has them; none unless told otherwise. */
  readonly rateLimits?: Configuration['rateLimits'];
  /** Both services speak https with the self-signed certificate of test/fixtures/tls. */
  readonly tls?: boolean;
  /** Ports of 127.0.0.1; free ones where none is given. */
  readonly ports?: {
    readonly mistral?: number;
    readonly codestral?: number;
    readonly admin?: number;
  };
}

/** A service's address, without a trailing slash, and the key that opens it. */
export interface ServiceAddress {
  readonly url: string;
  readonly key: string;
}

/** A running server and everything a test can do with it. */
export interface LocalServer {
  readonly mistral: ServiceAddress;
  readonly codestral: ServiceAddress;
  /** Where {@link connectAdmin} of admin.ts reaches the same controls from another process. */
  readonly adminUrl: string;
  /** Every request to the two services, those refused included, oldest first. */
  readonly requests: readonly RequestRecord[];
  /** Scripts the answers to FIM requests; undefined lets the model speak again. */
  answer(reply: FimReply | ((request: FimBody) => FimReply | undefined) | undefined): void;
  /** Scripts the answers to chat requests; undefined lets the model speak again. */
  answerChat(reply: ChatReply | ((request: ChatBody) => ChatReply | undefined) | undefined): void;
  /** Scripts the next answers to chat requests, each for one request; they go before the script. */
  answerNextChats(replies: readonly ChatReply[]): void;
  /** Lets something go wrong with the next answer that can show it. Faults queue. */
  fault(fault: Fault, options?: FaultOptions): void;
  /** Changes pace, keys or forms at once; resolves when ports are closed or open as asked. */
  configure(configuration: Configuration): Promise<void>;
  /** Teaches the embedded model a file, or its new text. */
  learn(path: string, text: string): void;
  /** Forgets records, scripts, faults and what limits have counted; keeps what was configured and learnt. */
  reset(): void;
  /** Resolves when no request is open. */
  idle(): Promise<void>;
  /** Closes every port and connection; running requests end. */
  close(): Promise<void>;
}

/** Starts the local Mistral-protocol server; rejects where a port is taken. */
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
  const [faults, book] = [new FaultQueue(), new Book()];
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
