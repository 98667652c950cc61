import type { JSX } from 'preact';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Composer } from './composer/composer.tsx';
import { Header } from './header.tsx';
import { History } from './history/history.tsx';
import { LiveRegion } from './liveRegion.tsx';
import { Notice } from './notice.tsx';
import { TargetContext, usePanel } from './panel.ts';
import { isAnswering } from './state.ts';
import { Transcript } from './transcript/transcript.tsx';

/** The whole panel, from top to bottom. */
export function App(): JSX.Element | null {
  const { store } = usePanel();
  const [{ state, draft, focus, mentions }, setPicture] = useState(store.picture);
  const [editing, setEditing] = useState<string>();
  useLayoutEffect(() => store.watch(setPicture), [store]);

  const session = state?.session;
  const isBusy = session !== undefined && isAnswering(session);
  const lastQuestion = session?.turns.findLast(({ role }) => role === 'user')?.id;
  const editLast = useCallback(() => {
    if (!isBusy) setEditing(lastQuestion);
  }, [isBusy, lastQuestion]);

  const isListOpen = state?.history !== undefined;
  const wasListOpen = useRef(isListOpen);
  useLayoutEffect(() => {
    // The list that had the focus is gone.
    if (wasListOpen.current && !isListOpen && document.hasFocus()) store.focusBox();
    wasListOpen.current = isListOpen;
  }, [store, isListOpen]);

  const sessionId = session?.id ?? '';
  const isReadOnly = session?.isReadOnly === true;
  const composer = useMemo(
    () =>
      state && (
        <Composer
          sessionId={sessionId}
          composer={state.composer}
          models={state.models}
          isBusy={isBusy}
          isReadOnly={isReadOnly}
          draft={draft}
          focus={focus}
          mentions={mentions}
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
      focus,
      mentions,
      editLast,
    ],
  );

  if (state === undefined || session === undefined) return null;
  return (
    <main class={isListOpen ? 'panel listing' : 'panel'}>
      <Header title={session.title} service={state.models.service} isListOpen={isListOpen} />
      <div class="stage">
        <TargetContext.Provider value={state.target}>
          <Transcript
            // Another chat starts from scratch, at its own place.
            key={session.id}
            session={session}
            editing={editing}
            onEdit={setEditing}
          />
        </TargetContext.Provider>
        {state.history && <History history={state.history} />}
      </div>
      <Notice notice={state.notice} />
      {composer}
      <LiveRegion session={session} />
    </main>
  );
}
