import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../host/driver.ts';
import type { Host } from '../host/host.ts';
import { Panel } from '../host/panel.ts';
import type { ChatBody } from '../server/protocol.ts';
import type { LocalServer } from '../server/server.ts';
import { startServer } from '../server/server.ts';

/** Where screenshots go; not under version control. */
const PICTURES = '.vscode-test';

/** What a check needs. */
export interface CheckOptions {
  readonly host: Host;
  readonly vsix: string;
  readonly log: (line: string) => void;
  /** Pictures for people, rather than for a look at what went wrong. */
  readonly pictures?: Pictures;
}

/** Where pictures go. */
interface Pictures {
  readonly ghostText?: string;
  readonly chat?: string;
}

type Service = 'mistral' | 'codestral';

/** A way of having keys, and where completions have to go then. */
export interface Scenario {
  readonly name: string;
  /** The key that is entered by hand, as a new user does. */
  readonly entered?: Service;
  /** The keys that stand in the environment. */
  readonly environment: readonly Service[];
  /** Where completions have to go, and questions of the chat. */
  readonly expected: Service;
  readonly chat: Service;
}

/** Every way of having keys. */
export const scenarios: readonly Scenario[] = [
  {
    ...{ name: 'mistral-key', entered: 'mistral', environment: [] },
    ...{ expected: 'mistral', chat: 'mistral' },
  },
  {
    ...{ name: 'codestral-key', entered: 'codestral', environment: [] },
    ...{ expected: 'codestral', chat: 'codestral' },
  },
  {
    ...{ name: 'both-keys', environment: ['mistral', 'codestral'] },
    ...{ expected: 'codestral', chat: 'mistral' },
  },
];

/** What a person would type at the end of src/cart.ts, where the editor indents. */
const TYPED = '\nexport function totalOf(lines: readonly Line[]): number {\nlet total = 0;\n';

/**
 * What should come of it: the loop, and the return below it too where the request was made on the new line
 * rather than at the end of the line before.
 */
const WANTED =
  /^for \(const line of lines\) \{\n.*total \+= line\.price \* line\.quantity;\n {2}\}(\n {2}return total;)?$/;

/** Walks through all scenarios and prints what happened; resolves to the number that failed. */
export async function check(options: CheckOptions): Promise<number> {
  let failed = 0;
  for (const scenario of scenarios) {
    try {
      options.log(await walkThrough(scenario, options));
    } catch (error) {
      failed += 1;
      options.log(`✘ ${scenario.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  options.log(`${scenarios.length - failed} of ${scenarios.length} checks passed`);
  return failed;
}

/**
 * Uses the installed package as a person would: enters the key, types, sees ghost text, accepts it, asks the chat.
 * Resolves to what happened; rejects, with a screenshot of it, where something is missing.
 */
export async function walkThrough(
  scenario: Scenario,
  { host, vsix, pictures = {} }: CheckOptions,
): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), 'codestral-shop-'));
  await mkdir(PICTURES, { recursive: true });
  await cp('test/fixtures/workspace', workspace, { recursive: true });
  const server = await startServer({ folder: workspace, firstTokenMs: 150, tokenMs: 8 });
  try {
    await using session = await host.open({ workspace, vsix, ...configure(scenario, server) });
    try {
      return await use(session, scenario, server, pictures);
    } catch (error) {
      await session.screenshot(join(PICTURES, `${scenario.name}-failed.png`));
      throw error;
    }
  } finally {
    await server.close();
    await rm(workspace, { recursive: true, force: true });
  }
}

/** Addresses of the services that have a key, and the keys that stand in the environment. */
function configure({ entered, environment }: Scenario, server: LocalServer) {
  const services = [entered ?? [], environment].flat();
  return {
    settings: Object.fromEntries(
      services.map((service) => [`codestral.services.${service}.url`, server[service].url]),
    ),
    env: Object.fromEntries(
      environment.map((service) => [`${service.toUpperCase()}_API_KEY`, server[service].key]),
    ),
  };
}

async function use(
  session: Session,
  scenario: Scenario,
  server: LocalServer,
  pictures: Pictures,
): Promise<string> {
  await session.statusItem(); // the extension is there
  if (scenario.entered) await enterKey(session, scenario.entered, server);
  if (pictures.ghostText !== undefined) await makeRoom(session);
  await session.openFile('src/cart.ts');
  await session.press('ControlOrMeta+End');
  await session.type(TYPED);
  const ghost = await session.waitForGhostText({ matching: WANTED });
  await session.screenshot(join(PICTURES, `${scenario.name}-ghost-text.png`));
  if (pictures.ghostText !== undefined) await session.screenshot(pictures.ghostText);
  await session.press('Tab');
  const text = await session.editorText();
  await session.screenshot(join(PICTURES, `${scenario.name}-accepted.png`));
  if (!text.includes('    total += line.price * line.quantity;\n  }\n'))
    throw new Error('the document lacks what was accepted');
  const { label } = await session.statusItem();
  const answer = await chat(session, pictures.chat);
  await session.screenshot(join(PICTURES, `${scenario.name}-chat.png`));
  assertRequests(server, scenario);
  const model = (lastChat(server)?.body as ChatBody).model;
  return [
    `✔ ${scenario.name}: ghost text of ${ghost.split('\n').length} lines, accepted with Tab; ${label}`,
    `  asked about the selection, ${model} answered with ${answer.length} characters`,
    `  ${server.requests.length} requests, all valid: completions at ${scenario.expected}, chat at ${scenario.chat}`,
  ].join('\n');
}

/** Asks about all of the file, and gives the answer as it is to be read. */
async function chat(session: Session, picture?: string): Promise<string> {
  if (picture !== undefined) await session.page.setViewportSize({ width: 1100, height: 760 });
  await session.goTo(4, 1);
  for (let line = 4; line < 10; line++) await session.press('Shift+ArrowDown');
  await session.press('Shift+End');
  await session.runCommand('Codestral: Open Chat');
  const panel = await Panel.find(session.page);
  await panel.frame.getByText('cart.ts:4-10').waitFor({ timeout: 20_000 });
  await panel.ask('What does this do?');
  const answer = panel.answers.last();
  await answer.locator('pre > code').first().waitFor({ timeout: 20_000 });
  if (picture !== undefined) await session.screenshot(picture);
  return answer.innerText();
}

function lastChat(server: LocalServer) {
  return server.requests.findLast(({ path }) => path.endsWith('/chat/completions'));
}

/** A window of a size that a README has room for, with little but the editor in it. */
async function makeRoom(session: Session): Promise<void> {
  await session.runCommand('View: Toggle Primary Side Bar Visibility');
  await session.page.setViewportSize({ width: 880, height: 500 });
}

async function enterKey(session: Session, service: Service, server: LocalServer): Promise<void> {
  const name = service === 'mistral' ? 'Mistral' : 'Codestral';
  await session.runCommand(`Codestral: Set ${name} API Key`);
  const input = session.quickInput();
  await input.waitUntilOpen(`${name} API key`);
  if (!(await input.masked())) throw new Error('the key can be read while it is entered');
  await input.fill(` ${server[service].key}\n`);
  await input.accept();
  const stored = session.page.locator('.notification-list-item-message', {
    hasText: `The ${name} key is stored.`,
  });
  await stored.first().waitFor({ timeout: 20_000 });
}

function assertRequests(server: LocalServer, { expected, chat }: Scenario): void {
  for (const request of server.requests) {
    const key = `Bearer ${server[request.service].key}`;
    if (!request.valid) throw new Error(`a request was refused: ${request.path}`);
    const wanted = request.path.endsWith('/fim/completions') ? expected : chat;
    // Lists of models are got where there are some.
    if (request.method === 'POST' && request.service !== wanted) {
      throw new Error(`${request.path} went to ${request.service}`);
    }
    if (request.headers.authorization !== key) throw new Error('a request came with another key');
  }
  const completions = server.requests.filter(({ path }) => path.endsWith('/fim/completions'));
  if (completions.length === 0) throw new Error('no completion was asked for');
}
