import { createInterface } from 'node:readline';
import { replayLine } from './replayLine.ts';

// `npm run --silent replay`: reads one JSON object per line and writes one per line, in order.
process.stdout.on('error', () => {
  process.exit(0); // The reader has closed the pipe.
});
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(replayLine(line))}\n`);
}
