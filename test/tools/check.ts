import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../host/driver.ts';
import type { Host } from '../host/host.ts';
import type { LocalServer } from '../server/server.ts';
import { startServer } from '../server/server.ts';

/** Where screenshots go; not under version control. */
const PICTURES = '.vscode-test';

/** What a check needs. */
export interface CheckOptions {
  readonly host: Host;
  readonly vsix: string;
  readonly log: (line: string) => void;
  /** Where a picture of the ghost text goes, for people rather than for a look at what went wrong. */
  readonly picture?: string;
}

type Service = 'mistral' | 'codestral';

/** A way of having keys, and where completions have to go then. */
export interface Scenario {
  readonly name: string;
  /** The key that is entered by hand, as a new user does. */
  readonly entered?: Service;
  /** The keys that stand in the environment. */
  readonly environment: readonly Service[];
  /** Where completions have to go. */
  readonly expected: Service;
}

/** Every way of having keys. */
export const scenarios: readonly Scenario[] = [
  { name: 'mistral-key', entered: 'mistral', environment: [], expected: 'mistral' },
  { name: 'codestral-key', entered: 'codestral', environment: [], expected: 'codestral' },
  { name: 'both-keys', environment: ['mistral', 'codestral'], expected: 'codestral' },
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
 * Uses the installed package as a person would: enters the key, types, sees ghost text, accepts it.
 * Resolves to what happened; rejects, with a screenshot of it, where something is missing.
 */
export async function walkThrough(
  scenario: Scenario,
  { host, vsix, picture }: CheckOptions,
): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), 'codestral-shop-'));
  await mkdir(PICTURES, { recursive: true });
  await cp('test/fixtures/workspace', workspace, { recursive: true });
  const server = await startServer({ folder: workspace, firstTokenMs: 150, tokenMs: 8 });
  try {
    await using session = await host.open({ workspace, vsix, ...configure(scenario, server) });
    try {
      return await use(session, scenario, server, picture);
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
  picture?: string,
): Promise<string> {
  await session.statusItem(); // the extension is there
  if (scenario.entered) await enterKey(session, scenario.entered, server);
  if (picture !== undefined) await makeRoom(session);
  await session.openFile('src/cart.ts');
  await session.press('ControlOrMeta+End');
  await session.type(TYPED);
  const ghost = await session.waitForGhostText({ matching: WANTED });
  await session.screenshot(join(PICTURES, `${scenario.name}-ghost-text.png`));
  if (picture !== undefined) await session.screenshot(picture);
  await session.press('Tab');
  const text = await session.editorText();
  await session.screenshot(join(PICTURES, `${scenario.name}-accepted.png`));
  if (!text.includes('    total += line.price * line.quantity;\n  }\n'))
    throw new Error('the document lacks what was accepted');
  const { label } = await session.statusItem();
  assertRequests(server, scenario);
  return [
    `✔ ${scenario.name}: ghost text of ${ghost.split('\n').length} lines, accepted with Tab; ${label}`,
    `  ${server.requests.length} requests, all valid, at ${scenario.expected} with its key`,
  ].join('\n');
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

function assertRequests(server: LocalServer, { expected }: Scenario): void {
  for (const request of server.requests) {
    const key = `Bearer ${server[request.service].key}`;
    if (!request.valid) throw new Error(`a request was refused: ${request.path}`);
    if (request.service !== expected) throw new Error(`a request went to ${request.service}`);
    if (request.headers.authorization !== key) throw new Error('a request came with another key');
  }
  const completions = server.requests.filter(({ path }) => path.endsWith('/fim/completions'));
  if (completions.length === 0) throw new Error('no completion was asked for');
}
