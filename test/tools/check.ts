import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../host/session.ts';
import type { Host } from '../host/host.ts';
import { Panel } from '../host/panel.ts';
import { WAIT_MS } from '../host/timeouts.ts';
import type { ChatBody } from '../server/protocol.ts';
import type { LocalServer } from '../server/server.ts';
import { startServer } from '../server/server.ts';

/** The ignored folder for screenshots. */
const SCREENSHOTS = '.vscode-test';

/** The editor and the package to check. */
export interface CheckOptions {
  readonly host: Host;
  /** Path of the package. */
  readonly vsix: string;
  readonly log: (line: string) => void;
}

type Service = 'mistral' | 'codestral';

/** A combination of keys, and the services that requests must go to. */
export interface Scenario {
  readonly name: string;
  /** The key that is entered with the command, as a new user does. */
  readonly entered?: Service;
  /** The keys in the environment. */
  readonly environment: readonly Service[];
  /** The service of completions. */
  readonly expected: Service;
  /** The service of the chat. */
  readonly chat: Service;
}

/** Every combination of keys. */
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

/** Typed at the end of src/cart.ts; the editor indents. */
const TYPED = '\nexport function totalOf(lines: readonly Line[]): number {\nlet total = 0;\n';

/**
 * The expected ghost text: the loop, followed by the return statement if the request was sent after the line break
 * instead of before it.
 */
const EXPECTED =
  /^for \(const line of lines\) \{\n.*total \+= line\.price \* line\.quantity;\n {2}\}(\n {2}return total;)?$/;

/** Runs all scenarios and logs their results; resolves to the number of failures. */
export async function check(options: CheckOptions): Promise<number> {
  let failed = 0;
  for (const scenario of scenarios) {
    try {
      options.log(await runScenario(scenario, options));
    } catch (error) {
      failed += 1;
      options.log(`✘ ${scenario.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  options.log(`${scenarios.length - failed} of ${scenarios.length} checks passed`);
  return failed;
}

/**
 * Uses the installed package as a user would: enters the key, types, waits for ghost text, accepts it and asks the
 * chat. Resolves to a summary; saves a screenshot and rejects if a step fails.
 */
export async function runScenario(
  scenario: Scenario,
  { host, vsix }: CheckOptions,
): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), 'codestral-shop-'));
  await mkdir(SCREENSHOTS, { recursive: true });
  await cp('test/fixtures/workspace', workspace, { recursive: true });
  const server = await startServer({ folder: workspace, firstTokenMs: 150, tokenMs: 8 });
  try {
    await using session = await host.open({ workspace, vsix, ...configure(scenario, server) });
    try {
      return await runSteps(session, scenario, server);
    } catch (error) {
      await session.screenshot(join(SCREENSHOTS, `${scenario.name}-failed.png`));
      throw error;
    }
  } finally {
    await server.close();
    await rm(workspace, { recursive: true, force: true });
  }
}

/** The URLs of the services that have a key, and the keys in the environment. */
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

async function runSteps(
  session: Session,
  scenario: Scenario,
  server: LocalServer,
): Promise<string> {
  await session.statusItem(); // The extension has started.
  if (scenario.entered) await enterKey(session, scenario.entered, server);
  await session.openFile('src/cart.ts');
  await session.press('ControlOrMeta+End');
  await session.type(TYPED);
  const ghost = await session.waitForGhostText({ matching: EXPECTED });
  await session.screenshot(join(SCREENSHOTS, `${scenario.name}-ghost-text.png`));
  await session.press('Tab');
  const text = await session.editorText();
  await session.screenshot(join(SCREENSHOTS, `${scenario.name}-accepted.png`));
  if (!text.includes('    total += line.price * line.quantity;\n  }\n'))
    throw new Error('The document does not contain the accepted suggestion.');
  const { label } = await session.statusItem();
  const answer = await askChat(session);
  await session.screenshot(join(SCREENSHOTS, `${scenario.name}-chat.png`));
  assertRequests(server, scenario);
  const model = (lastChat(server)?.body as ChatBody).model;
  return [
    `✔ ${scenario.name}: ghost text of ${ghost.split('\n').length} lines, accepted with Tab; ${label}`,
    `  chat about the selection: ${answer.length} characters from ${model}`,
    `  ${server.requests.length} requests, all valid: completions to ${scenario.expected}, chat to ${scenario.chat}`,
  ].join('\n');
}

/** Asks about the selected lines; resolves to the visible text of the answer. */
async function askChat(session: Session): Promise<string> {
  await session.goTo(4, 1);
  for (let line = 4; line < 10; line++) await session.press('Shift+ArrowDown');
  await session.press('Shift+End');
  await session.runCommand('Codestral: Open Chat');
  const panel = await Panel.find(session.page);
  await panel.chip('cart.ts:4-10').waitFor({ timeout: WAIT_MS });
  await panel.ask('What does this do?');
  const answer = panel.answers.last();
  await answer.locator('pre > code').first().waitFor({ timeout: WAIT_MS });
  return answer.innerText();
}

function lastChat(server: LocalServer) {
  return server.requests.findLast(({ path }) => path.endsWith('/chat/completions'));
}

async function enterKey(session: Session, service: Service, server: LocalServer): Promise<void> {
  const name = service === 'mistral' ? 'Mistral' : 'Codestral';
  await session.runCommand(`Codestral: Set ${name} API Key`);
  const input = session.quickInput();
  await input.waitUntilOpen(`${name} API key`);
  if (!(await input.isMasked())) throw new Error('The input box shows the key.');
  await input.fill(` ${server[service].key}\n`);
  await input.accept();
  const stored = session.page.locator('.notification-list-item-message', {
    hasText: `The ${name} key is stored.`,
  });
  await stored.first().waitFor({ timeout: WAIT_MS });
}

function assertRequests(server: LocalServer, { expected, chat }: Scenario): void {
  for (const request of server.requests) {
    const key = `Bearer ${server[request.service].key}`;
    if (!request.valid) throw new Error(`Invalid request: ${request.path}`);
    const expectedService = request.path.endsWith('/fim/completions') ? expected : chat;
    // Only Mistral has a model list.
    if (request.method === 'POST' && request.service !== expectedService) {
      throw new Error(`${request.path} was sent to ${request.service}.`);
    }
    if (request.headers.authorization !== key) throw new Error('A request has the wrong key.');
  }
  const completions = server.requests.filter(({ path }) => path.endsWith('/fim/completions'));
  if (completions.length === 0) throw new Error('No completion was requested.');
}
