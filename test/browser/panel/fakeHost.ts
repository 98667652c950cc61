import type { FromPanel } from '../../../src/protocol/fromPanel.ts';
import type { ToPanel } from '../../../src/protocol/toPanel.ts';
import type { PanelState } from '../../../src/protocol/panelViews.ts';

// Runs in the page before the panel: provides VS Code's webview API and a host that tests control.

type WithoutSeq<M> = M extends unknown ? Omit<M, 'seq'> : never;

/** A message from the host without its sequence number. */
export type HostMessage = WithoutSeq<ToPanel>;

/** The initial state of a page. */
export interface Scenario {
  readonly state: PanelState;
  readonly draft?: string;
}

/** The fake host in the page. */
export interface FakeHost {
  /** Messages that the panel has posted, oldest first. */
  posted: FromPanel[];
  /** Violations of the content security policy. */
  violations: string[];
  /** Names of the global properties before the panel was loaded. */
  globals: string[];
  /** Number of timers and frames requested since the page was loaded, and of those that are pending. */
  readonly timers: { started: number; pending: number };
  /** Whether to respond to `ready` and `resync`. */
  answers: boolean;
  seq: number;
  send(message: HostMessage): void;
  /** Sends a message as it is. */
  sendRaw(message: unknown): void;
  /** Resolves once sent messages have arrived and are rendered. */
  settled(): Promise<void>;
}

declare global {
  interface Window {
    fakeHost: FakeHost;
    acquireVsCodeApi: () => unknown;
  }
}

const STATE = 'webview-state';
const scenario = JSON.parse(document.getElementById('scenario')?.textContent ?? '') as Scenario;

const frame = window.requestAnimationFrame.bind(window);

const host: FakeHost = {
  posted: [],
  violations: [],
  globals: [],
  timers: { started: 0, pending: 0 },
  answers: true,
  seq: 10,
  send(message) {
    host.seq += 1;
    host.sendRaw({ ...message, seq: host.seq });
  },
  sendRaw(message) {
    // VS Code serializes messages as JSON, which drops undefined.
    const sent: unknown = message === undefined ? undefined : JSON.parse(JSON.stringify(message));
    window.postMessage(sent, window.origin);
  },
  async settled() {
    for (let round = 0; round < 3; round += 1) {
      const { port1, port2 } = new MessageChannel();
      await new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage(0);
      });
      await new Promise(frame);
    }
  },
};
window.fakeHost = host;

document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  host.violations.push(`${violatedDirective} ${blockedURI}`);
});

let isAcquired = false;
window.acquireVsCodeApi = () => {
  if (isAcquired) throw new Error('acquired twice');
  isAcquired = true;
  return Object.freeze({
    postMessage(message: FromPanel) {
      host.posted.push(JSON.parse(JSON.stringify(message)) as FromPanel);
      if (host.answers && (message.type === 'ready' || message.type === 'resync')) {
        host.send({ type: 'hydrate', state: scenario.state, draft: scenario.draft ?? '' });
      }
    },
    getState: (): unknown => JSON.parse(sessionStorage.getItem(STATE) ?? 'null') ?? undefined,
    setState(state: unknown) {
      sessionStorage.setItem(STATE, JSON.stringify(state));
    },
  });
};

/** Counts timers that are started and pending. */
function countTimers(
  name: 'setTimeout' | 'setInterval' | 'requestAnimationFrame',
  cancel: 'clearTimeout' | 'clearInterval' | 'cancelAnimationFrame',
): void {
  const start = window[name].bind(window) as (
    run: (...args: unknown[]) => void,
    ...rest: unknown[]
  ) => number;
  const end = window[cancel].bind(window);
  const open = new Set<number>();
  const close = (id: number): void => {
    if (open.delete(id)) host.timers.pending -= 1;
  };
  Object.assign(window, {
    [name](run: (...args: unknown[]) => void, ...rest: unknown[]) {
      const id = start(
        (...args: unknown[]) => {
          if (name !== 'setInterval') close(id);
          run(...args);
        },
        ...rest,
      );
      open.add(id);
      host.timers.started += 1;
      host.timers.pending += 1;
      return id;
    },
    [cancel](id: number) {
      close(id);
      end(id);
    },
  });
}
countTimers('setTimeout', 'clearTimeout');
countTimers('setInterval', 'clearInterval');
countTimers('requestAnimationFrame', 'cancelAnimationFrame');

host.globals = Object.keys(window);
