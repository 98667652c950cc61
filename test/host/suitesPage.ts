import { EventEmitter, once } from 'node:events';
import type { Browser, CDPSession } from 'playwright-core';

/** A page in which the workbench runs suites. */
export interface SuitesPage {
  /** Opens an address. */
  navigate(url: string): Promise<void>;
  /** Resolves when the suites have ended; rejects if the page crashes. */
  readonly exited: Promise<unknown>;
}

/** Options of {@link openSuitesPage}. */
export interface SuitesPageOptions {
  /** In CSS pixels. */
  readonly viewport: { readonly width: number; readonly height: number };
  /** A script that runs before those of the page. */
  readonly script: string;
  /** Receives each line that the suites print. */
  readonly onLine: (line: string) => void;
}

/** The functions through which the workbench reports; bindings accept only a string. */
const AUTOMATION = `
  globalThis.codeAutomationExit = () => suitesExit('');
  globalThis.codeAutomationLog = (type, values) => suitesLog(JSON.stringify(values));`;

/**
 * Opens a page that is not driven by Playwright, which subscribes to the network events of its pages: each message
 * between the workbench and its server would be copied to this process, about 8 % of the processor time of a run.
 */
export async function openSuitesPage(
  browser: Browser,
  { viewport, script, onLine }: SuitesPageOptions,
): Promise<SuitesPage> {
  const events = new EventEmitter();
  const exited = once(events, 'exit');
  exited.catch(() => undefined); // reported to whoever waits for it
  const target = await Target.create(await browser.newBrowserCDPSession());
  target.onEvent = ({ method, params }) => {
    if (method === 'Inspector.targetCrashed')
      events.emit('error', new Error('The page of the editor crashed.'));
    if (method !== 'Runtime.bindingCalled') return;
    if (params.name === 'suitesExit') events.emit('exit');
    else onLine((JSON.parse(params.payload) as unknown[]).map(String).join(' '));
  };
  const metrics = { ...viewport, deviceScaleFactor: 1, mobile: false };
  await target.send('Inspector.enable');
  await target.send('Runtime.enable');
  for (const name of ['suitesExit', 'suitesLog']) await target.send('Runtime.addBinding', { name });
  await target.send('Page.enable');
  await target.send('Page.addScriptToEvaluateOnNewDocument', { source: script + AUTOMATION });
  await target.send('Emulation.setDeviceMetricsOverride', metrics);
  await target.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  return { exited, navigate: (url) => target.send('Page.navigate', { url }) };
}

/** An event of the DevTools protocol; the parameters are those of `Runtime.bindingCalled`. */
interface TargetEvent {
  readonly method: string;
  readonly params: { readonly name: string; readonly payload: string };
}

/** A message of the DevTools protocol: an event, or the response to the command with the same ID. */
type TargetMessage =
  | { readonly id: number; readonly error?: { readonly message: string } }
  | TargetEvent;

/** A target in a separate browser context, to which Playwright does not attach. */
class Target {
  onEvent: (event: TargetEvent) => void = () => undefined;
  private lastId = 0;
  private readonly pending = new Map<number, (error?: Error) => void>();

  private constructor(
    private readonly browser: CDPSession,
    private readonly sessionId: string,
  ) {
    browser.on('Target.receivedMessageFromTarget', (event) => {
      if (event.sessionId === sessionId) this.receive(JSON.parse(event.message) as TargetMessage);
    });
  }

  static async create(browser: CDPSession): Promise<Target> {
    const { browserContextId } = await browser.send('Target.createBrowserContext');
    const page = { url: 'about:blank', browserContextId };
    const { targetId } = await browser.send('Target.createTarget', page);
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId });
    return new Target(browser, sessionId);
  }

  /** Resolves when the command is done; rejects with its error. */
  async send(method: string, params: object = {}): Promise<void> {
    const id = ++this.lastId;
    const done = new Promise<void>((resolve, reject) => {
      this.pending.set(id, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    const message = JSON.stringify({ id, method, params });
    await this.browser.send('Target.sendMessageToTarget', { sessionId: this.sessionId, message });
    await done;
  }

  private receive(message: TargetMessage): void {
    if ('method' in message) {
      this.onEvent(message);
      return;
    }
    const { id, error } = message;
    this.pending.get(id)?.(error && new Error(error.message));
    this.pending.delete(id);
  }
}
