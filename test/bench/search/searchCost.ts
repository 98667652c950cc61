import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { crc32 } from 'node:zlib';
import { delay } from '../../../src/base/async.ts';
import { TimeSlice } from '../../../src/base/yielding.ts';
import { RateLimiter } from '../../../src/mistral/limits/rateLimiter.ts';
import {
  EMBEDDING_DIMENSION,
  EMBEDDING_MODEL,
} from '../../../src/mistral/embeddings/embeddings.ts';
import { chunkFile } from '../../../src/search/chunkFile.ts';
import { CodebaseIndex } from '../../../src/search/codebaseIndex.ts';
import { embeddingText } from '../../../src/search/embeddingText.ts';
import { EmbeddingUpdate } from '../../../src/search/embeddingUpdate.ts';
import type { MissingText } from '../../../src/search/embeddingUpdate.ts';
import { VectorIndex } from '../../../src/search/vectors/vectorIndex.ts';
import { hashOf } from '../../../src/vscode/search/hashOf.ts';
import { IndexStorage } from '../../../src/vscode/search/indexStorage.ts';
import { clock } from '../../../src/vscode/platform/systemClock.ts';
import { SimulatedClock } from '../../support/simulatedClock.ts';
import type { IndexedFile } from './docQuestions.ts';
import { vectorOf } from './searchRecall.ts';
import { shortPauseSlice } from './shortPauseSlice.ts';

/** The sizes for which the search has goals: 50,000 chunks in memory, and 5,000 files to index. */
const CHUNKS = 50_000;
const FILES = 5_000;

/** What the search costs. Times are in milliseconds, sizes in bytes. */
export interface SearchCosts {
  readonly chunks: number;
  readonly wordsMs: number;
  readonly searchMs: number;
  readonly searchMs95: number;
  readonly bytes: number;
  readonly openMs: number;
  /** The time of all threads, whatever else the machine does. */
  readonly openCpuMs: number;
  readonly files: number;
  /** The longest step without a pause while files are indexed: 95th percentile and maximum. */
  readonly stepMs95: number;
  readonly stepMsMax: number;
  /** The wait of completions for a permit in ten minutes of typing, without and with indexing, on average. */
  readonly permitMs: number;
  readonly permitMsIndexing: number;
  readonly editedRequests: number;
  readonly restartRequests: number;
}

/** Measures the costs with the files of real repositories, repeated under other names up to the sizes of the goals. */
export async function measureSearchCosts(
  files: readonly IndexedFile[],
  questions: readonly string[],
): Promise<SearchCosts> {
  const folder = await mkdtemp(join(tmpdir(), 'codestral-search-'));
  try {
    return {
      ...(await measureSizes(files, questions, folder)),
      ...(await measureIndexing(files)),
      ...(await measurePermits()),
      ...(await measureRequests(files.slice(0, 40), join(folder, 'requests'))),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureSizes(
  files: readonly IndexedFile[],
  questions: readonly string[],
  folder: string,
) {
  const index = new CodebaseIndex(hashOf);
  const startedAt = performance.now();
  for await (const { path, languageId, text } of repeated(files)) {
    if (index.size >= CHUNKS) break;
    await index.set({ uri: path, path, languageId, text }, shortPauseSlice());
  }
  const wordsMs = performance.now() - startedAt;
  const vectors = vectorsIn(folder);
  const entries = [...index.chunks].map(({ hash }) => ({ hash, vector: randomVector(hash) }));
  for (let from = 0; from < entries.length; from += 100) {
    await vectors.add(entries.slice(from, from + 100));
  }
  const opened = vectorsIn(folder);
  const cpu = process.cpuUsage();
  const openedAt = performance.now();
  await opened.refresh();
  const openMs = performance.now() - openedAt;
  const { user, system } = process.cpuUsage(cpu);
  const times = questions.map((question) => {
    const vector = vectorOf(question);
    const at = performance.now();
    index.find(question, 10, opened.find(vector, 200));
    return performance.now() - at;
  });
  const sorted = times.sort((a, b) => a - b);
  return {
    ...{ chunks: index.size, wordsMs, openMs, bytes: opened.bytes },
    openCpuMs: (user + system) / 1_000,
    searchMs: sorted[sorted.length >> 1] ?? 0,
    searchMs95: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
  };
}

async function measureIndexing(files: readonly IndexedFile[]) {
  const index = new CodebaseIndex(hashOf);
  const delays = monitorEventLoopDelay({ resolution: 1 });
  // As the extension does.
  const slice = new TimeSlice(clock, async () => {
    await delay(clock, 1, new AbortController().signal);
  });
  delays.enable();
  for await (const { path, languageId, text } of repeated(files)) {
    if (index.files >= FILES) break;
    await index.set({ uri: path, path, languageId, text }, slice);
    await slice.yieldIfDue();
  }
  delays.disable();
  const toMs = (nanoseconds: number) => nanoseconds / 1e6;
  return {
    files: index.files,
    stepMs95: toMs(delays.percentile(95)),
    stepMsMax: toMs(delays.max),
  };
}

/** Ten minutes of typing with a completion every 700 ms and pauses, on an account that reports 50,000 tokens a minute. */
async function measurePermits() {
  const averageWait = async (isIndexing: boolean): Promise<number> => {
    const time = new SimulatedClock();
    const limits = new RateLimiter(time);
    const controller = new AbortController();
    const background = async () => {
      while (!controller.signal.aborted) {
        await delay(
          time,
          Math.max(50, limits.delayFor('mistral', 'background', 10_000)),
          controller.signal,
        );
        if (limits.delayFor('mistral', 'background', 10_000) > 0) continue;
        const ticket = limits.acquire('mistral', 'background');
        await delay(time, 800, controller.signal);
        limits.onAccepted('mistral', ticket);
      }
    };
    const waits: number[] = [];
    const typing = async () => {
      for (let count = 0; count < 400; count += 1) {
        // A pause to think after ten completions.
        await delay(time, count % 10 === 9 ? 9_000 : 700, controller.signal);
        const askedAt = time.now();
        for (let ms = limits.delayFor('mistral'); ms > 0; ms = limits.delayFor('mistral')) {
          await delay(time, ms, controller.signal);
        }
        waits.push(time.now() - askedAt);
        const ticket = limits.acquire('mistral');
        await delay(time, 150, controller.signal);
        limits.onAccepted('mistral', ticket);
        limits.onSuccess('mistral', ticket);
      }
      controller.abort();
    };
    const all = Promise.all([typing(), ...(isIndexing ? [background()] : [])]);
    await time.advanceTo(time.now() + 15 * 60_000);
    await all;
    return waits.reduce((sum, ms) => sum + ms, 0) / waits.length;
  };
  return { permitMs: await averageWait(false), permitMsIndexing: await averageWait(true) };
}

async function measureRequests(files: readonly IndexedFile[], folder: string) {
  const requests = async (current: readonly IndexedFile[]): Promise<number> => {
    let count = 0;
    const index = vectorsIn(folder);
    await index.refresh();
    const update = new EmbeddingUpdate({
      ...{ clock, index, changed: () => undefined },
      maySend: () => Promise.resolve(true),
      requester: {
        embed: (inputs) => {
          count += 1;
          return Promise.resolve(inputs.map(vectorOf));
        },
        waitAfter: () => 0,
      },
    });
    const missing = current.flatMap(({ path, languageId, text }) =>
      chunkFile(text, languageId).flatMap((chunk): MissingText[] => {
        const embedded = embeddingText(path, chunk);
        const hash = hashOf(embedded);
        return index.has(hash) ? [] : [{ uri: path, hash, text: embedded }];
      }),
    );
    await update.run(asStream(missing), new AbortController().signal);
    return count;
  };
  await requests(files);
  const restartRequests = await requests(files);
  const edited = files.map((file, at) =>
    at === 3 ? { ...file, text: `${file.text}\nexport function added() {}\n` } : file,
  );
  return { restartRequests, editedRequests: await requests(edited) };
}

function vectorsIn(folder: string): VectorIndex {
  return new VectorIndex({
    files: new IndexStorage(folder),
    lock: {
      acquire: () => Promise.resolve(true),
      force: () => Promise.resolve(),
      release: () => Promise.resolve(),
    },
    model: EMBEDDING_MODEL,
    dimension: EMBEDDING_DIMENSION,
    checksum: (bytes) => crc32(bytes),
    random: () => Math.floor(Math.random() * 2 ** 32),
    slice: shortPauseSlice,
  });
}

/** The files again and again, each time with other paths and names, so that nothing is equal. */
async function* repeated(files: readonly IndexedFile[]): AsyncGenerator<IndexedFile> {
  for (let round = 0; round < 1_000; round += 1) {
    for (const { path, languageId, text } of files) {
      const name = `copy${round}/${path}`;
      yield await Promise.resolve({ path: name, languageId, text: `${text}\n// ${name}\n` });
    }
  }
}

/** A vector that depends on a hash: the local server's would take minutes for all chunks. */
function randomVector(hash: string): Int8Array {
  let state = Number.parseInt(Buffer.from(hash).toString('hex').slice(0, 7), 16) | 1;
  return Int8Array.from({ length: EMBEDDING_DIMENSION }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 8) % 255) - 127;
  });
}

async function* asStream<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}
