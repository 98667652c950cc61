import { isUsageUpdate } from '../../protocol/usageUpdate.ts';
import { updateElement } from './updateElement.ts';

// The entry point of the usage page: shows the latest figures without loading the page again.
window.addEventListener('message', ({ origin, data }: MessageEvent<unknown>) => {
  // As for the panel, VS Code's messages come from the page's own origin.
  if (origin !== window.origin || !isUsageUpdate(data)) return;
  const old = document.querySelector('main');
  const next = new DOMParser().parseFromString(data.html, 'text/html').querySelector('main');
  if (old && next) updateElement(old, next);
});
