import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DefinitionContext } from '../../../src/completion/prompt/context/definitions/definitionContext.ts';
import { buildFimRequest } from '../../../src/completion/prompt/fimPrompt.ts';
import { takeSnapshot } from '../../../src/completion/snapshot.ts';
import { clock } from '../../../src/vscode/platform/systemClock.ts';
import { diskProject, filesBelow, languageOfFile } from './diskProject.ts';
import { NO_SERVER, SETTINGS } from './recall.ts';

const FOLDER = 'node_modules/ajv/lib';
const REQUESTS = 10_000;
/** Requests in a file before the next one, each a line further down. */
const IN_FILE = 40;
/** The first requests fill the caches. */
const WARM_UP = 1_000;

/**
 * Moves the cursor line by line through the files of a project, and returns how much of each prompt begins like the one
 * before it, which services cache, with declarations and without; and how much memory 10,000 requests leave behind.
 */
export async function measureTypingThrough(): Promise<string> {
  const paths = filesBelow(FOLDER, ['.ts']);
  const context = new DefinitionContext(clock);
  const files = diskProject(FOLDER);
  const on = new Beginnings();
  const off = new Beginnings();
  let warm = 0;
  for (let count = 0; count < REQUESTS; count += 1) {
    const path = paths[Math.floor(count / IN_FILE) % paths.length] ?? '';
    const lines = readFileSync(path, 'utf8').split('\n');
    const line = count % lines.length;
    const column = (lines[line] ?? '').length;
    const source = { count: lines.length, at: (at: number) => lines[at] ?? '' };
    const known = { path: relative(FOLDER, path), languageId: languageOfFile(path) };
    const id = `file://${path}`;
    await context.refresh(
      { ...known, id, version: 1, lines: source, focusLine: line },
      { path: resolve(path), column, files, server: NO_SERVER },
      new AbortController().signal,
    );
    const snapshot = takeSnapshot(source, {
      ...{ ...known, document: id, line, column, trigger: 'automatic' },
    });
    for (const [beginnings, snippets] of [
      [on, context.snippets(id, [])],
      [off, []],
    ] as const) {
      beginnings.add(
        buildFimRequest(snapshot, 'line', SETTINGS, 'bench', snippets, 3).request.prompt,
      );
    }
    if (count === WARM_UP) warm = usedHeap();
  }
  const change = (usedHeap() - warm) / 1e6;
  const growth = `${change < 0 ? '' : '+'}${change.toFixed(1)}`;
  return [
    `Share of a prompt that begins like the one before: ${on.share} with declarations, ${off.share} without`,
    `Heap after ${REQUESTS.toLocaleString('en')} requests, compared with ${WARM_UP.toLocaleString('en')}: ${growth} MB`,
  ].join('\n');
}

/** How much of each of a series of prompts begins like the one before it. */
class Beginnings {
  #last = '';
  #all = 0;
  #same = 0;

  add(prompt: string): void {
    let at = 0;
    while (at < prompt.length && prompt.charCodeAt(at) === this.#last.charCodeAt(at)) at += 1;
    this.#all += prompt.length;
    this.#same += at;
    this.#last = prompt;
  }

  get share(): string {
    return `${((100 * this.#same) / this.#all).toFixed(1)} %`;
  }
}

/** Bytes of the heap in use after a garbage collection. */
function usedHeap(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
