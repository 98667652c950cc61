import { render } from 'preact';
import '../../media/panel/panel.css';
import { isToPanel } from '../protocol/toPanel.ts';
import { PROTOCOL } from '../protocol/version.ts';
import { App } from './app.tsx';
import { Boundary } from './boundary.tsx';
import { reportFaults } from './faults.ts';
import { onFrame } from './frames.ts';
import { readWords } from './host.ts';
import type { HostApi, Post } from './host.ts';
import { Memory } from './memory.ts';
import { Numbers } from './numbers.ts';
import type { Panel } from './panel.ts';
import { Store } from './store.ts';

// The chat panel: a picture of the state that the host owns. VS Code gives its interface once, and only here.
declare function acquireVsCodeApi(): HostApi;

const host = acquireVsCodeApi();
const post: Post = (message) => {
  host.postMessage(message);
};
reportFaults(window, post);

const panel: Panel = {
  words: readWords(document),
  numbers: new Numbers(document.documentElement.lang),
  post,
  store: new Store({
    resync: () => {
      post({ type: 'resync' });
    },
    onFrame,
  }),
  memory: new Memory(host),
};

window.addEventListener('message', ({ origin, data }: MessageEvent<unknown>) => {
  // VS Code hides the embedding window from the page; what it sends comes from the page's own origin.
  if (origin === window.origin && isToPanel(data)) panel.store.receive(data);
});

const root = document.createElement('div');
root.id = 'panel';
document.body.append(root);
render(
  <Boundary panel={panel}>
    <App />
  </Boundary>,
  root,
);
post({ type: 'ready', protocol: PROTOCOL });
