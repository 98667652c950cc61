/**
 * A process that a test kills: `files FOLDER` writes one large file repeatedly; `answer FOLDER` streams an answer
 * into a chat. Both print their progress, one number per line.
 */
import { once } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { ChatArchive } from '../../../../src/chat/archive/chatArchive.ts';
import { DiskFiles } from '../../../../src/vscode/storage/diskFiles.ts';
import { realClock } from '../../../support/fakeClock.ts';
import { answer, conversation, idOf, question } from '../../../support/archiveDisk.ts';

const [, , what, folder = ''] = process.argv;
const files = new DiskFiles(folder);

async function tell(line: number): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

/** Pieces of a text that shows whether it is complete. */
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

const archive = new ChatArchive({
  files,
  clock: realClock(),
  owner: { id: 'child', pid: process.pid, isAlive: () => true },
  yieldToEventLoop: () => setImmediate(),
  log: console.error,
  onError: console.error,
});
const asked = conversation(1, [question('q0'), answer('a0'), question('q1')]);
archive.begin(asked);
await archive.save({ ...asked });

/** Prints the time repeatedly. */
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
  archive.saveDraft(idOf(1), { draft: { text: 'draft', attachments: [] }, answer: streaming });
  await tell(now);
}
