import type { JSX } from 'preact';
import type { FromPanel } from '../protocol/fromPanel.ts';
import type { ToolConfirmationView } from '../protocol/changeViews.ts';
import { OtherChatLink } from './otherChatLink.tsx';
import { usePanel } from './panelContext.ts';

const TITLE_ID = 'command-question';

/**
 * Asks the user to allow a shell command or a web search of the model. Does not take the focus, so that pressing Enter
 * while typing allows nothing.
 */
export function ToolConfirmation({
  confirmation,
}: {
  readonly confirmation: ToolConfirmationView | undefined;
}): JSX.Element {
  const { strings, post } = usePanel();

  const send = (action: Extract<FromPanel, { type: 'confirmation' }>['action']) => () => {
    if (confirmation) post({ type: 'confirmation', id: confirmation.id, action });
  };
  const isSearch = confirmation?.kind === 'search';
  // The live region must exist before its text.
  return (
    <div role="alert">
      {confirmation && (
        <section class="changes command-question" aria-labelledby={TITLE_ID} key={confirmation.id}>
          <OtherChatLink chat={confirmation.otherChat} />
          <p id={TITLE_ID}>{isSearch ? strings.searchQuestion : strings.runQuestion}</p>
          <pre tabIndex={0} role="group" aria-label={isSearch ? strings.searchQuery : strings.code}>
            {confirmation.text}
          </pre>
          <div class="changes-actions">
            <button type="button" class="button" onClick={send('allow')}>
              {isSearch ? strings.searchWeb : strings.runCommand}
            </button>
            {confirmation.canAlwaysAllow && (
              <button type="button" class="button secondary" onClick={send('always')}>
                {strings.alwaysAllow}
              </button>
            )}
            <button type="button" class="button secondary" onClick={send('reject')}>
              {isSearch ? strings.doNotSearch : strings.doNotRun}
            </button>
            {confirmation.hasAllowed && (
              <button type="button" class="link-button" onClick={send('manage')}>
                {strings.allowedCommands}
              </button>
            )}
          </div>
        </section>
      )}
    </div>
  );
}
