import type { FromPanel } from '../../../src/protocol/fromPanel.ts';
import type { ToPanel } from '../../../src/protocol/toPanel.ts';
import type { PanelState } from '../../../src/protocol/views.ts';

// Runs in the page before the panel: what VS Code gives a webview, and a host that tests can play.

type Unnumbered<M> = M extends unknown ? Omit<M, 'seq'> : never;

/** What the host says, before it is numbered. */
export type Saying = Unnumbered<ToPanel>;

/** What the page begins with. */
export interface Scenario {
  readonly state: PanelState;
  readonly draft?: string;
}

/** The host within the page. */
export interface FakeHost {
  /** What the panel has said, oldest first. */
  posted: FromPanel[];
  violations: string[];
  /** The names that the page had before the panel. */
  globals: string[];
  /** Calls of timers and frames since the page began, and those that are still to come. */
  readonly timers: { started: number; pending: number };
  /** Whether `ready` and `resync` are answered. */
  answers: boolean;
  seq: number;
  say(saying: Saying): void;
  /** As it is, number and shape included. */
  raw(message: unknown): void;
  /** Until messages have arrived and been drawn. */
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
  say(saying) {
    host.seq += 1;
    host.raw({ ...saying, seq: host.seq });
  },
  raw(message) {
    // VS Code sends JSON: what is undefined gets lost.
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
        host.say({ type: 'hydrate', state: scenario.state, draft: scenario.draft ?? '' });
      }
    },
    getState: (): unknown => JSON.parse(sessionStorage.getItem(STATE) ?? 'null') ?? undefined,
    setState(state: unknown) {
      sessionStorage.setItem(STATE, JSON.stringify(state));
    },
  });
};

/** Counts a timer from its start until it is over or taken back. */
function counted(
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
counted('setTimeout', 'clearTimeout');
counted('setInterval', 'clearInterval');
counted('requestAnimationFrame', 'cancelAnimationFrame');

host.globals = Object.keys(window);
