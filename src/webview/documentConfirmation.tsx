import type { JSX } from 'preact';
import type { DocumentConfirmationView } from '../protocol/changeViews.ts';
import { escapeHidden } from '../base/hiddenCharacters.ts';
import { OtherChatLink } from './otherChatLink.tsx';
import { usePanel } from './panelContext.ts';

const TITLE_ID = 'document-question';

/** Asks whether a document may be read. It does not take the focus, so that a typed Enter starts nothing. */
export function DocumentConfirmation({
  confirmation,
}: {
  readonly confirmation: DocumentConfirmationView | undefined;
}): JSX.Element {
  const { strings, post } = usePanel();

  const answer = (action: 'read' | 'reject') => () => {
    if (confirmation) post({ type: 'confirmDocument', id: confirmation.id, action });
  };
  // The live region must exist before its text.
  return (
    <div role="alert">
      {confirmation && (
        <section class="changes command-question" aria-labelledby={TITLE_ID} key={confirmation.id}>
          <OtherChatLink chat={confirmation.otherChat} />
          <p id={TITLE_ID}>{escapeHidden(confirmation.text)}</p>
          <div class="changes-actions">
            <button type="button" class="button" onClick={answer('read')}>
              {strings.readDocument}
            </button>
            <button type="button" class="button secondary" onClick={answer('reject')}>
              {strings.doNotRead}
            </button>
          </div>
        </section>
      )}
    </div>
  );
}
