import type { JSX } from 'preact';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Changes } from './changes.tsx';
import { ToolConfirmation } from './toolConfirmation.tsx';
import { Composer } from './composer/composer.tsx';
import { DocumentConfirmation } from './documentConfirmation.tsx';
import { Header } from './header.tsx';
import { ChatHistory } from './history/history.tsx';
import { LiveRegion } from './liveRegion.tsx';
import { Notice } from './notice.tsx';
import { ComposerContext, TargetContext, usePanel } from './panelContext.ts';
import { isAnswering } from './panelModel.ts';
import { Transcript } from './transcript/transcript.tsx';

/** The panel. */
export function App(): JSX.Element | null {
  const { store } = usePanel();
  const [{ state, draft, focusRequests, unsent, mentions }, setSnapshot] = useState(store.snapshot);
  const [editing, setEditing] = useState<string>();
  useLayoutEffect(() => store.subscribe(setSnapshot), [store]);

  const session = state?.session;
  const isBusy = session !== undefined && isAnswering(session);
  const lastQuestion = session?.turns.findLast(({ role }) => role === 'user')?.id;
  const editLast = useCallback(() => {
    if (!isBusy) setEditing(lastQuestion);
  }, [isBusy, lastQuestion]);

  const isHistoryOpen = state?.history !== undefined;
  const wasHistoryOpen = useRef(isHistoryOpen);
  useLayoutEffect(() => {
    // The history had the focus and is gone.
    if (wasHistoryOpen.current && !isHistoryOpen && document.hasFocus()) store.focusMessageBox();
    wasHistoryOpen.current = isHistoryOpen;
  }, [store, isHistoryOpen]);

  const sessionId = session?.id ?? '';
  useLayoutEffect(() => {
    setEditing(undefined);
  }, [sessionId]);
  const isReadOnly = session?.isReadOnly === true;
  const composer = useMemo(
    () =>
      state && (
        <Composer
          sessionId={sessionId}
          composer={state.composer}
          models={state.models}
          isBusy={
            isBusy || state.composer.isReading === true || state.composer.isSearching === true
          }
          isReadOnly={isReadOnly}
          draft={draft}
          focusRequests={focusRequests}
          unsent={unsent}
          mentions={mentions}
          commands={state.commands}
          onEditLast={editLast}
        />
      ),
    [
      sessionId,
      state?.composer,
      state?.models,
      isBusy,
      isReadOnly,
      draft,
      focusRequests,
      unsent,
      mentions,
      state?.commands,
      editLast,
    ],
  );

  const changes = useMemo(() => <Changes changes={state?.changes} />, [state?.changes]);
  const toolConfirmation = useMemo(
    () => <ToolConfirmation confirmation={state?.toolConfirmation} />,
    [state?.toolConfirmation],
  );

  const documentConfirmation = useMemo(
    () => <DocumentConfirmation confirmation={state?.documentConfirmation} />,
    [state?.documentConfirmation],
  );

  if (state === undefined || session === undefined) return null;
  return (
    <main class={isHistoryOpen ? 'panel history-open' : 'panel'}>
      <Header title={session.title} service={state.models.service} isHistoryOpen={isHistoryOpen} />
      <div class="stage">
        <ComposerContext.Provider value={state.composer}>
          <TargetContext.Provider value={state.target}>
            <Transcript
              // Another chat gets a new component with its own scroll position.
              key={session.id}
              session={session}
              editing={editing}
              onEdit={setEditing}
            />
          </TargetContext.Provider>
        </ComposerContext.Provider>
        {state.history && <ChatHistory history={state.history} />}
      </div>
      <Notice notice={state.notice} />
      {changes}
      {toolConfirmation}
      {documentConfirmation}
      {composer}
      <LiveRegion session={session} />
    </main>
  );
}
