import { render } from 'preact';
import '../../media/panel/panel.css';
import { isToPanel } from '../protocol/toPanel.ts';
import { PROTOCOL } from '../protocol/protocolVersion.ts';
import { App } from './app.tsx';
import { ErrorBoundary } from './errorBoundary.tsx';
import { reportErrors } from './errorReporting.ts';
import { onNextFrame } from './animationFrame.ts';
import { keepFocus } from './focusKeeper.ts';
import { readStrings } from './strings.ts';
import type { HostApi, Post } from './hostApi.ts';
import { PanelMemory } from './panelMemory.ts';
import { NumberFormats } from './numberFormats.ts';
import type { HighlightingModule } from './highlighting/lazyHighlighter.ts';
import { LazyHighlighter } from './highlighting/lazyHighlighter.ts';
import type { MathModule } from './math/lazyMath.ts';
import { LazyMath } from './math/lazyMath.ts';
import type { PanelServices } from './panelContext.ts';
import { PanelStore } from './panelStore.ts';

// The entry point of the chat panel. VS Code's API can be acquired only once, so it is done here.
declare function acquireVsCodeApi(): HostApi;

/** Modules that are loaded on first use are next to this script. */
const { src } = document.currentScript as HTMLScriptElement;
const mathUrl = new URL('math.js', src).href;
const highlightingUrl = new URL('highlighting.js', src).href;

const host = acquireVsCodeApi();
const post: Post = (message) => {
  host.postMessage(message);
};
reportErrors(window, post);

const panel: PanelServices = {
  strings: readStrings(document),
  numbers: new NumberFormats(document.documentElement.lang),
  post,
  store: new PanelStore({
    resync: () => {
      post({ type: 'resync' });
    },
    onNextFrame,
  }),
  memory: new PanelMemory(host),
  math: new LazyMath(async () => (await import(mathUrl)) as MathModule),
  highlighter: new LazyHighlighter(
    async () => (await import(highlightingUrl)) as HighlightingModule,
  ),
};

window.addEventListener('message', ({ origin, data }: MessageEvent<unknown>) => {
  // The embedding window is hidden from the page; VS Code's messages come from the page's own origin.
  if (origin === window.origin && isToPanel(data)) panel.store.receive(data);
});

const root = document.createElement('div');
root.id = 'panel';
document.body.append(root);
// A chat that is open in another window has the button Take Over in place of the message box.
keepFocus(root, () => root.querySelector('.message-box, .composer .button'));
render(
  <ErrorBoundary panel={panel}>
    <App />
  </ErrorBoundary>,
  root,
);
post({ type: 'ready', protocol: PROTOCOL });
