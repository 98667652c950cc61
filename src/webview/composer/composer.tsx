import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ComposerView, ModelsView } from '../../protocol/views.ts';
import { Chips } from '../chips.tsx';
import { fill } from '../host.ts';
import { Icon } from '../icons.tsx';
import { usePanel } from '../panel.ts';
import type { Picture } from '../state.ts';
import { DraftKeeper } from './draftKeeper.ts';
import { Foot } from './foot.tsx';
import { choose, filesOf, readImage, urisOf } from './images.ts';
import type { ImageRefusal } from './images.ts';
import { MessageBox } from './messageBox.tsx';

interface Props {
  readonly sessionId: string;
  readonly composer: ComposerView;
  readonly models: ModelsView;
  readonly isBusy: boolean;
  readonly isReadOnly: boolean;
  readonly draft: Picture['draft'];
  readonly focus: number;
  readonly mentions: Picture['mentions'];
  readonly onEditLast: () => void;
}

/** Where messages are written, with all that travels along. */
export function Composer(props: Props): JSX.Element {
  const { composer, models, isBusy, isReadOnly, sessionId } = props;
  const { words, post, memory } = usePanel();
  const keeper = useMemo(() => new DraftKeeper({ post, memory }), [post, memory]);
  const [refusal, setRefusal] = useState<ImageRefusal>();
  const [isEmpty, setIsEmpty] = useState(true);
  useFlushing(keeper);

  const attachImages = (files: readonly File[]): void => {
    const attached = composer.chips.filter(({ kind }) => kind === 'image').length;
    const { taken, refusal: why } = choose(files, { takesImages: composer.takesImages, attached });
    setRefusal(why);
    for (const file of taken) {
      readImage(file).then(post, () => {
        setRefusal('imageType');
      });
    }
  };

  if (isReadOnly) {
    return (
      <footer class="composer read-only">
        <p>{words.readOnly}</p>
        <button
          type="button"
          class="button"
          onClick={() => {
            post({ type: 'takeOver' });
          }}
        >
          {words.takeOver}
        </button>
      </footer>
    );
  }
  return (
    <footer
      class="composer"
      onDragOver={(event) => {
        event.preventDefault(); // else it cannot be dropped here
      }}
      onDrop={(event) => {
        event.preventDefault();
        const uris = urisOf(event.dataTransfer);
        if (uris.length > 0) post({ type: 'drop', uris: [...uris] });
        else attachImages(filesOf(event.dataTransfer));
      }}
      onPaste={(event) => {
        const files = filesOf(event.clipboardData);
        if (files.length === 0) return;
        event.preventDefault();
        attachImages(files);
      }}
    >
      <div class="composer-box">
        <Chips
          chips={composer.chips}
          onRemove={(id) => {
            post({ type: 'detach', id });
          }}
        >
          {composer.suggestion && <Suggestion suggestion={composer.suggestion} />}
        </Chips>
        <p class="refusal" role="alert">
          {refusal && fill(words[refusal], models.selected)}
        </p>
        <MessageBox {...props} keeper={keeper} onEmpty={setIsEmpty} key={sessionId} />
        <Foot composer={composer} models={models} isBusy={isBusy} isEmpty={isEmpty} />
      </div>
    </footer>
  );
}

/** The current file, one click away. */
function Suggestion({
  suggestion: { id, label },
}: {
  readonly suggestion: NonNullable<ComposerView['suggestion']>;
}): JSX.Element {
  const { words, post } = usePanel();
  return (
    <button
      type="button"
      class="suggestion"
      aria-label={fill(words.attachFile, label)}
      title={fill(words.attachFile, label)}
      onClick={() => {
        post({ type: 'attach', id });
      }}
    >
      <Icon name="add" />
      <span>{label}</span>
    </button>
  );
}

/** A draft is told to the host when the panel may be about to go. */
function useFlushing(keeper: DraftKeeper): void {
  useEffect(() => {
    const flush = (): void => {
      keeper.flush();
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
  }, [keeper]);
}
