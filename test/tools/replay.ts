import { createInterface } from 'node:readline';
import { replayLine } from './replayLine.ts';

// `npm run --silent replay`: one JSON object a line in, one a line out, in order.
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(replayLine(line))}\n`);
}
