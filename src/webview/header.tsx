import type { JSX } from 'preact';
import { IconButton } from './icons.tsx';
import { usePanel } from './panel.ts';

/** The title of the chat, who answers in it, and the ways to others. */
export function Header({
  title,
  service,
  isListOpen,
}: {
  readonly title: string;
  readonly service: string;
  readonly isListOpen: boolean;
}): JSX.Element {
  const { words, post } = usePanel();
  return (
    <header class="header">
      <h1 title={title}>{title === '' ? words.newChat : title}</h1>
      <span class="quiet service">{service}</span>
      <IconButton
        icon="history"
        label={words.history}
        aria-expanded={isListOpen}
        onClick={() => {
          post(isListOpen ? { type: 'closeHistory' } : { type: 'history', query: '' });
        }}
      />
    </header>
  );
}
