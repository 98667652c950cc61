import { createInterface } from 'node:readline';
import { replayLine } from './replayLine.ts';

// `npm run --silent replay`: one JSON object a line in, one a line out, in order.
process.stdout.on('error', () => {
  process.exit(0); // whoever reads has had enough
});
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(replayLine(line))}\n`);
}
