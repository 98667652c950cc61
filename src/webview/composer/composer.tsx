import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import { MAX_DROPPED_FILES } from '../../protocol/limits.ts';
import type { CommandView, ComposerView, ModelsView } from '../../protocol/panelViews.ts';
import { AttachmentChips } from '../attachmentChips.tsx';
import { formatString } from '../strings.ts';
import { Icon } from '../icons.tsx';
import { usePanel } from '../panelContext.ts';
import type { PanelSnapshot } from '../panelModel.ts';
import { DraftSync } from './draftSync.ts';
import { ComposerFooter } from './composerFooter.tsx';
import { selectImages, droppedUris, filesFrom, readImage } from './imageInput.ts';
import type { Rejection } from './imageInput.ts';
import { MessageBox } from './messageBox.tsx';

interface Props {
  readonly sessionId: string;
  readonly composer: ComposerView;
  readonly models: ModelsView;
  readonly isBusy: boolean;
  readonly isReadOnly: boolean;
  readonly draft: PanelSnapshot['draft'];
  readonly focusRequests: number;
  readonly unsent: number;
  readonly mentions: PanelSnapshot['mentions'];
  readonly commands: readonly CommandView[];
  readonly onEditLast: () => void;
}

/** The message box with its attachments, model picker and buttons. */
export function Composer(props: Props): JSX.Element {
  const { composer, models, isBusy, isReadOnly, sessionId, draft } = props;
  const { strings, post, memory } = usePanel();
  const draftSync = useMemo(() => new DraftSync({ post, memory }), [post, memory]);
  const [rejection, setRejection] = useState<string>();
  const [isEmpty, setIsEmpty] = useState(true);
  useFlushOnHide(draftSync);

  /** Says why something was not attached, with the model that was selected then. */
  const reject = (why: Rejection | undefined): void => {
    setRejection(why && formatString(strings[why], models.selected, MAX_DROPPED_FILES));
  };
  useLayoutEffect(() => {
    setRejection(undefined);
  }, [sessionId, models.selected, draft]);

  const attachImages = (files: readonly File[]): void => {
    const attached = composer.chips.filter(({ kind }) => kind === 'image').length;
    const { accepted, rejection: why } = selectImages(files, {
      supportsImages: composer.supportsImages,
      attached,
    });
    reject(why);
    for (const file of accepted) {
      readImage(file).then(post, () => {
        reject('imageType');
      });
    }
  };

  const reading = composer.chips.find(({ document }) => document?.isReading === true);

  if (isReadOnly) {
    return (
      <footer class="composer read-only">
        {/* Announced: the chat may become read-only while a message is being typed. */}
        <p role="alert">{strings.readOnly}</p>
        <button
          type="button"
          class="button"
          onClick={() => {
            post({ type: 'takeOver' });
          }}
        >
          {strings.takeOver}
        </button>
      </footer>
    );
  }
  return (
    <footer
      class="composer"
      onDragOver={(event) => {
        event.preventDefault(); // marks a drop target
      }}
      onDrop={(event) => {
        const files = filesFrom(event.dataTransfer);
        const { uris, rejection: why } = droppedUris(event.dataTransfer, files.length > 0);
        // The browser inserts dropped text into the message box.
        const isText = uris.length === 0 && why === undefined && !event.dataTransfer?.files.length;
        if (isText) return;
        event.preventDefault();
        if (uris.length > 0) post({ type: 'drop', uris: [...uris] });
        if (uris.length > 0 || why !== undefined) reject(why);
        else attachImages(files);
      }}
      onPaste={(event) => {
        const files = filesFrom(event.clipboardData);
        if (files.length === 0) return;
        event.preventDefault();
        attachImages(files);
      }}
    >
      <div class="composer-box">
        <AttachmentChips
          chips={composer.chips}
          onRemove={(id) => {
            post({ type: 'detach', id });
          }}
        >
          {composer.suggestion && <Suggestion suggestion={composer.suggestion} />}
        </AttachmentChips>
        <p class="reading quiet" role="status">
          {reading
            ? formatString(strings.readingDocument, escapeHidden(reading.label))
            : composer.isSearching === true && strings.searchingCode}
        </p>
        <p class="rejection" role="alert">
          {rejection}
        </p>
        <MessageBox {...props} draftSync={draftSync} onEmpty={setIsEmpty} key={sessionId} />
        <ComposerFooter composer={composer} models={models} isBusy={isBusy} isEmpty={isEmpty} />
      </div>
    </footer>
  );
}

/** Attaches the current file with one click. */
function Suggestion({
  suggestion: { id, label },
}: {
  readonly suggestion: NonNullable<ComposerView['suggestion']>;
}): JSX.Element {
  const { strings, post } = usePanel();
  return (
    <button
      type="button"
      class="suggestion"
      aria-label={formatString(strings.attachFile, label)}
      title={formatString(strings.attachFile, label)}
      onClick={() => {
        post({ type: 'attach', id });
      }}
    >
      <Icon name="add" />
      <span>{escapeHidden(label)}</span>
    </button>
  );
}

/** Sends the draft to the host when the panel may be about to be disposed of. */
function useFlushOnHide(draftSync: DraftSync): void {
  useEffect(() => {
    const flush = (): void => {
      draftSync.flush();
    };
    const events = [
      [window, 'blur'],
      [window, 'pagehide'],
      [document, 'visibilitychange'],
    ] as const;
    for (const [target, event] of events) target.addEventListener(event, flush);
    return () => {
      for (const [target, event] of events) target.removeEventListener(event, flush);
    };
  }, [draftSync]);
}
