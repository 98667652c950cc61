import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import type { FimBody, RequestRecord } from '../server/protocol.ts';
import { hash } from '../server/random.ts';
import type { LocalServer } from '../server/server.ts';
import { startServer } from '../server/server.ts';

/** The twelve lines that are typed. */
const LINES = [
  'const subtotal = cart.items.map((item) => item.price * item.quantity);',
  'const weight = sum(cart.items.map((item) => item.weight));',
  'const shipping = weight > maxWeight ? freight(weight) : parcel(weight);',
  'const discount = customer.isMember ? sum(subtotal) * memberRate : 0;',
  'const taxed = (sum(subtotal) - discount) * (1 + taxRate);',
  'const total = Math.round((taxed + shipping) * 100) / 100;',
  'const address = [customer.street, customer.city, customer.country].join(", ");',
  'const deliveryDate = addDays(orderDate, shipping > 0 ? 3 : 1);',
  'const invoice = { total, address, deliveryDate, currency: customer.currency };',
  'await storage.save("invoices", invoice);',
  'await mailer.send(customer.email, renderInvoice(invoice));',
  'logger.info("order completed", { total, deliveryDate });',
];
const TEXT = `${LINES.join('\n')}\n`;
/** The time between two keys, in milliseconds: about 90 words per minute. */
const BETWEEN_KEYS_MS = 130;
/** The share of answers that go wrong within their first characters. */
const WRONG_SHARE = 0.3;
const MAX_RIGHT_CHARACTERS = 8;
const PACE = { firstTokenMs: 200, tokenMs: 8 };
const RUNS = 3;
/** The pause before the first measured key, in milliseconds. */
const WARM_UP_MS = 3_000;

/** What one run of typing showed. */
interface TypedRun {
  /** The share of keys after which the ghost text on screen is correct when the next key is typed. */
  readonly correct: number;
  readonly requestsPer100: number;
}

/** Types twelve lines into a real VS Code, three times; returns the medians as text. */
export async function measureTypedLines(host: Host, vsix: string): Promise<string> {
  const runs: TypedRun[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await typeOnce(host, vsix, run));
  const median = (read: (run: TypedRun) => number): number =>
    runs.map(read).sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? NaN;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return [
    `${LINES.length} lines in a real VS Code, a key each ${BETWEEN_KEYS_MS} ms, ${percent(WRONG_SHARE)} of the answers go wrong`,
    `  keys with a correct suggestion ${percent(median(({ correct }) => correct))} (${runs.map(({ correct }) => percent(correct)).join(', ')}; goal 88 %)`,
    `  requests per 100 characters ${median(({ requestsPer100 }) => requestsPer100).toFixed(2)} (goal at most 6)`,
  ].join('\n');
}

async function typeOnce(host: Host, vsix: string, run: number): Promise<TypedRun> {
  const workspace = await mkdtemp(join(tmpdir(), 'codestral-typing-'));
  const server = await startServer(PACE);
  try {
    await cp('test/fixtures/workspace', workspace, { recursive: true });
    await writeFile(join(workspace, 'typed.ts'), '');
    server.answer(({ prompt }: FimBody) => answerAt(typedIn(prompt), run));
    await using session = await host.open({
      workspace,
      vsix,
      isPainted: false,
      settings: {
        'codestral.services.mistral.url': server.mistral.url,
        'codestral.completion.service': 'mistral',
        'editor.quickSuggestions': { other: 'off' },
        'editor.suggestOnTriggerCharacters': false,
      },
      env: { MISTRAL_API_KEY: server.mistral.key },
    });
    await session.statusItem();
    await session.openFile('typed.ts');
    // The first request loads the SDK and opens a connection.
    await session.type('let a = 1;\n');
    await session.page.waitForTimeout(WARM_UP_MS);
    await server.idle();
    const before = completionsOf(server).length;
    let correct = 0;
    for (let at = 0; at < TEXT.length - 1; at += 1) {
      const key = TEXT.charAt(at);
      const start = performance.now();
      await session.type(key, 0);
      await session.page.waitForTimeout(Math.max(0, BETWEEN_KEYS_MS - (performance.now() - start)));
      if (isRight(await session.ghostText(), TEXT.slice(at + 1))) correct += 1;
    }
    const requests = completionsOf(server).length - before;
    return {
      correct: correct / (TEXT.length - 1),
      requestsPer100: (100 * requests) / TEXT.length,
    };
  } finally {
    await server.close();
    await rm(workspace, { recursive: true, force: true });
  }
}

function completionsOf({ requests }: LocalServer): readonly RequestRecord[] {
  return requests.filter(({ path }) => path.endsWith('/fim/completions'));
}

/** The number of characters typed before the cursor of a prompt. */
function typedIn(prompt: string): number {
  let length = TEXT.length;
  while (length > 0 && !prompt.endsWith(TEXT.slice(0, length))) length -= 1;
  return length;
}

/** The rest of the line, or an answer that becomes wrong after a few characters. */
function answerAt(typed: number, run: number): string {
  const random = hash(`${run} ${typed}`);
  const rest = /^\n?.*\n/.exec(TEXT.slice(typed))?.[0] ?? '';
  if ((random % 1_000) / 1_000 >= WRONG_SHARE) return rest;
  return `${rest.slice(0, 1 + ((random >>> 10) % MAX_RIGHT_CHARACTERS))}unrelated(value);\n`;
}

/** Whether ghost text is the beginning of the rest, without the closing brackets and quotes that the editor inserts. */
function isRight(shown: string, rest: string): boolean {
  const text = withoutClosers(shown.trimEnd());
  return text.trim() !== '' && withoutClosers(rest).startsWith(text);
}

function withoutClosers(text: string): string {
  return text.replace(/[)\]}"]/g, '');
}
