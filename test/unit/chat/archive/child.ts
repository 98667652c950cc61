/**
 * A process to be killed: `files FOLDER` writes one large file again and again; `answer FOLDER` streams an answer
 * into a chat. Both tell what they have done, one number a line.
 */
import { once } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Archive } from '../../../../src/chat/archive/archive.ts';
import { FolderFiles } from '../../../../src/vscode/storage/folderFiles.ts';
import { realClock } from '../../mistral/support.ts';
import { answer, conversation, idOf, question } from './support.ts';

const [, , what, folder = ''] = process.argv;
const files = new FolderFiles(folder);

async function tell(line: number): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

/** Pieces of a text that shows whether it is whole. */
async function* pieces(count: number): AsyncGenerator<string, void> {
  for (let line = 0; line < 20; line++) {
    yield `${count} `.padEnd(50_000, '.') + '\n';
    await setImmediate();
  }
  yield `end ${count}`;
}

if (what === 'files') {
  for (let count = 1; ; count++) {
    await files.writeAtomic('large.txt', pieces(count));
    await tell(count);
  }
}

const archive = new Archive({
  files,
  clock: realClock(),
  holder: { id: 'child', pid: process.pid, isAlive: () => true },
  pause: () => setImmediate(),
  log: console.error,
  failed: console.error,
});
const asked = conversation(1, [question('q0'), answer('a0'), question('q1')]);
archive.begin(asked);
await archive.save({ ...asked });

/** The time, again and again. */
async function* ticks(): AsyncGenerator<number, void> {
  for (;;) {
    await setTimeout(5);
    yield Date.now();
  }
}

let text = '';
for await (const now of ticks()) {
  text += `${now} `;
  const streaming = answer('a1', { state: 'streaming', text });
  archive.saveLive(idOf(1), { draft: { text: 'draft', attachments: [] }, answer: streaming });
  await tell(now);
}
