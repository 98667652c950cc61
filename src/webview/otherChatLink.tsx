import type { JSX } from 'preact';
import type { OtherChatView } from '../protocol/changeViews.ts';
import { escapeHidden } from '../base/hiddenCharacters.ts';
import { usePanel } from './panelContext.ts';

/** Names the chat that a question belongs to, with a button that opens it; nothing for the chat on screen. */
export function OtherChatLink({
  chat,
}: {
  readonly chat: OtherChatView | undefined;
}): JSX.Element | null {
  const { strings, post } = usePanel();
  if (!chat) return null;
  return (
    <p class="asking-chat">
      {strings.otherChatAsks}{' '}
      <button
        type="button"
        class="link-button"
        onClick={() => {
          post({ type: 'openSession', id: chat.id });
        }}
      >
        {escapeHidden(chat.title)}
      </button>
    </p>
  );
}
