import type { JSX } from 'preact';
import type { FromPanel } from '../protocol/fromPanel.ts';
import type { CommandConfirmationView } from '../protocol/changeViews.ts';
import { AskingChat } from './askingChat.tsx';
import { usePanel } from './panelContext.ts';

const TITLE_ID = 'command-question';

/** Asks whether a command of the model may run, or a query be sent to search the web. It does not take the focus, so that a typed Enter runs nothing. */
export function CommandConfirmation({
  confirmation,
}: {
  readonly confirmation: CommandConfirmationView | undefined;
}): JSX.Element {
  const { strings, post } = usePanel();

  const send = (action: Extract<FromPanel, { type: 'command' }>['action']) => () => {
    if (confirmation) post({ type: 'command', id: confirmation.id, action });
  };
  const isSearch = confirmation?.kind === 'search';
  // The live region must exist before its text.
  return (
    <div role="alert">
      {confirmation && (
        <section class="changes command-question" aria-labelledby={TITLE_ID} key={confirmation.id}>
          <AskingChat chat={confirmation.otherChat} />
          <p id={TITLE_ID}>{isSearch ? strings.searchQuestion : strings.runQuestion}</p>
          <pre tabIndex={0} role="group" aria-label={isSearch ? strings.searchQuery : strings.code}>
            {confirmation.text}
          </pre>
          <div class="changes-actions">
            <button type="button" class="button" onClick={send('run')}>
              {isSearch ? strings.searchWeb : strings.runCommand}
            </button>
            {confirmation.canAllow && (
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
