import { WebSearch } from '../../src/chat/web/webSearch.ts';
import { DocumentRequester } from '../../src/mistral/documents/documentRequester.ts';
import { EmbeddingRequester } from '../../src/mistral/embeddings/embeddingRequester.ts';
import { ServiceError } from '../../src/mistral/errors/serviceError.ts';
import { EmbeddingUpdate } from '../../src/search/embeddingUpdate.ts';
import type { MissingText } from '../../src/search/embeddingUpdate.ts';
import { factsOf, failed, never, read } from './feature.ts';
import type { Feature } from './feature.ts';

/** How long an update of the index may wait out a fault, in milliseconds. */
const MAX_INDEXING_MS = 600_000;

/** A question that is answered from the web. */
export const webSearch: Feature = {
  ...{ name: 'web search', service: 'mistral', isUserAction: true, uses: [0, 20, 40] },
  start: ({ clock, limits, services, client }) => {
    const search = new WebSearch({
      ...{ clock, limits, services, client, model: () => 'mistral-medium-latest' },
    });
    return { use: () => read(search.stream('Why?', { isUserAction: true }, never)) };
  },
};

/** The vector of a question. */
export const searchByMeaning: Feature = {
  ...{ name: 'search by meaning', service: 'mistral', isUserAction: true, uses: [0, 20, 40] },
  start: ({ clock, limits, services, client }) => {
    const requester = new EmbeddingRequester({ clock, limits, services, client });
    return {
      use: async () => {
        try {
          const vectors = await requester.embed(['Where?'], never, true);
          return { said: vectors.map(({ length }) => length), answer: '' };
        } catch (thrown) {
          return failed(thrown);
        }
      },
    };
  },
};

/** An update of the index, which waits until temporary failures are over. The user ends it after ten minutes, or when it is paused. */
export const indexing: Feature = {
  ...{ name: 'indexing', service: 'mistral', isUserAction: false, uses: [0] },
  start: ({ clock, limits, services, client }) => {
    const requester = new EmbeddingRequester({ clock, limits, services, client });
    const known = new Set<string>();
    let ended = new AbortController();
    return {
      use: async (nth) => {
        ended = new AbortController();
        const errors: ServiceError[] = [];
        const update = new EmbeddingUpdate({
          ...{ clock, requester },
          maySend: () => Promise.resolve(true),
          index: {
            acquire: () => Promise.resolve(true),
            refresh: () => Promise.resolve('usable'),
            has: (hash) => known.has(hash),
            add: (entries) => {
              for (const { hash } of entries) known.add(hash);
              return Promise.resolve(true);
            },
          },
          changed: (state) => {
            if ('error' in state && state.error instanceof ServiceError) errors.push(state.error);
            if (state.kind === 'paused') ended.abort();
          },
        });
        const cancel = clock.setTimeout(() => {
          ended.abort();
        }, MAX_INDEXING_MS);
        const result = await update.run(textsOf(nth), ended.signal);
        cancel();
        const said = [result, known.size, ...errors.map(factsOf)];
        return { kind: errors.at(-1)?.kind, said, answer: '' };
      },
      stop: () => {
        ended.abort();
      },
    };
  },
};

async function* textsOf(nth: number): AsyncGenerator<MissingText> {
  yield await Promise.resolve({
    uri: 'file:///f.ts',
    hash: String(nth),
    text: `function f${nth}() {}`,
  });
}

/** A document that is read. */
export const documents: Feature = {
  // A single use may last for minutes.
  ...{ name: 'documents', service: 'mistral', isUserAction: true, uses: [0] },
  start: ({ clock, limits, services, client }) => {
    const requester = new DocumentRequester({ clock, limits, services, client });
    const request = { bytes: new Uint8Array(1_000), mediaType: 'application/pdf' };
    return {
      use: async () => {
        try {
          const { pages } = await requester.read(request, never);
          const answer = pages.map(({ markdown }) => markdown).join('');
          return { said: [pages.length], answer };
        } catch (thrown) {
          return failed(thrown);
        }
      },
    };
  },
};
