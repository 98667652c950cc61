import type { JSX } from 'preact';
import { escapeHidden } from '../base/hiddenCharacters.ts';
import { IconButton } from './icons.tsx';
import { usePanel } from './panelContext.ts';

/** The chat's title, the service in use, and the button that opens the history. */
export function Header({
  title,
  service,
  isHistoryOpen,
}: {
  readonly title: string;
  readonly service: string;
  readonly isHistoryOpen: boolean;
}): JSX.Element {
  const { strings, post } = usePanel();
  return (
    <header class="header">
      <h1 title={title}>{title === '' ? strings.newChat : escapeHidden(title)}</h1>
      <span class="quiet service">{service}</span>
      <IconButton
        icon="history"
        label={strings.history}
        aria-expanded={isHistoryOpen}
        onClick={() => {
          post(isHistoryOpen ? { type: 'closeHistory' } : { type: 'history', query: '' });
        }}
      />
    </header>
  );
}
