import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { baseName } from '../base/baseName.ts';
import { escapeHidden } from '../base/hiddenCharacters.ts';
import type { FromPanel } from '../protocol/fromPanel.ts';
import type { ChangedFileView, ChangesView } from '../protocol/changeViews.ts';
import { formatString } from './strings.ts';
import { Icon, IconButton } from './icons.tsx';
import { usePanel } from './panelContext.ts';

type ChangesAction = Extract<FromPanel, { type: 'changes' }>['action'];

const LIST_ID = 'changed-files';

/** The bar with the changes that the model proposes: accepts, discards, reviews and undoes them. */
export function Changes({ changes }: { readonly changes: ChangesView | undefined }): JSX.Element {
  const { strings, numbers } = usePanel();
  const section = useRef<HTMLElement>(null);
  const hadFocus = useRef(false);
  const files = changes?.files ?? [];
  const title =
    files.length > 0
      ? formatString(
          numbers.plural(files.length, strings.changedFile, strings.changedFiles),
          files.length,
        )
      : '';

  useLayoutEffect(() => {
    // The button that had the focus may be gone with its file: the focus stays in the bar.
    if (hadFocus.current && document.activeElement === document.body)
      section.current?.querySelector('button')?.focus();
    hadFocus.current = false;
  }, [changes]);

  return (
    <>
      {changes && (
        <section
          class="changes"
          aria-label={strings.changes}
          ref={section}
          onClick={() => {
            hadFocus.current = true;
          }}
        >
          {files.length > 0 ? (
            <Proposed files={files} title={title} undoCount={changes.undoCount} />
          ) : (
            <Accepted count={changes.undoCount} />
          )}
        </section>
      )}
      {/* Exists before its text, so that the text is announced. */}
      <div class="visually-hidden" role="status">
        {title !== '' && formatString(strings.changesToReview, title)}
      </div>
    </>
  );
}

/** The proposed files, and the actions for all of them. */
function Proposed({
  files,
  title,
  undoCount,
}: {
  readonly files: readonly ChangedFileView[];
  readonly title: string;
  readonly undoCount: number;
}): JSX.Element {
  const { strings } = usePanel();
  const [isOpen, setIsOpen] = useState(true);
  const canAccept = files.some(({ isBlocked }) => !isBlocked);
  return (
    <>
      <div class="changes-head">
        <button
          type="button"
          class="changes-title"
          aria-expanded={isOpen}
          aria-controls={LIST_ID}
          onClick={() => {
            setIsOpen(!isOpen);
          }}
        >
          <Icon name={isOpen ? 'chevronDown' : 'chevron'} />
          <span>{title}</span>
          <LineCounts
            added={files.reduce((sum, each) => sum + each.added, 0)}
            removed={files.reduce((sum, each) => sum + each.removed, 0)}
          />
        </button>
        <div class="changes-actions">
          {canAccept && (
            <>
              <ActionButton action="accept" class="button" text={strings.acceptAll} />
              <ActionButton
                action="selectHunks"
                class="button secondary"
                text={strings.reviewHunks}
              />
            </>
          )}
          <ActionButton action="discard" class="button secondary" text={strings.discardAll} />
          {undoCount > 0 && (
            <ActionButton
              action="undo"
              class="button secondary"
              text={strings.undo}
              label={strings.undoAccept}
            />
          )}
        </div>
      </div>
      <ul id={LIST_ID} class="changes-list" hidden={!isOpen}>
        {files.map((file) => (
          <ChangedFile key={file.id} file={file} />
        ))}
      </ul>
    </>
  );
}

/** A file of the proposed changes. */
function ChangedFile({ file }: { readonly file: ChangedFileView }): JSX.Element {
  const { strings, numbers, post } = usePanel();
  const { id, path, conflicts } = file;
  const name = escapeHidden(baseName(path));
  const folder = escapeHidden(path.slice(0, Math.max(0, path.length - baseName(path).length - 1)));
  const shown = escapeHidden(path);
  const send = (action: ChangesAction) => () => {
    post({ type: 'changes', action, file: id });
  };
  return (
    <li class="changed-file">
      <button
        type="button"
        class="changed-name"
        title={formatString(strings.showChange, shown)}
        onClick={send('open')}
      >
        <span class="changed-base">{name}</span>{' '}
        {folder !== '' && <span class="quiet">{folder}</span>}
      </button>
      <div class="changed-actions">
        {file.isNew && (
          <span class="changed-state quiet">
            {file.isBlocked ? strings.existsState : strings.newFileState}
          </span>
        )}
        {conflicts > 0 && (
          <button type="button" class="link-button changed-state" onClick={send('conflicts')}>
            {formatString(
              numbers.plural(conflicts, strings.conflict, strings.conflicts),
              conflicts,
            )}
          </button>
        )}
        <LineCounts added={file.added} removed={file.removed} />
        {!file.isBlocked && (
          <IconButton
            icon="check"
            label={formatString(strings.acceptFile, shown)}
            onClick={send('accept')}
          />
        )}
        <IconButton
          icon="close"
          label={formatString(strings.discardFile, shown)}
          onClick={send('discard')}
        />
      </div>
    </li>
  );
}

/** What remains after the last file: the way back. */
function Accepted({ count }: { readonly count: number }): JSX.Element {
  const { strings, numbers, post } = usePanel();
  return (
    <div class="changes-head">
      <span class="changes-title">
        {formatString(numbers.plural(count, strings.acceptedFile, strings.acceptedFiles), count)}
      </span>
      <div class="changes-actions">
        <ActionButton
          action="undo"
          class="button secondary"
          text={strings.undo}
          label={strings.undoAccept}
        />
        <IconButton
          icon="close"
          label={strings.dismiss}
          onClick={() => {
            post({ type: 'changes', action: 'forget' });
          }}
        />
      </div>
    </div>
  );
}

/** A button for all files. */
function ActionButton({
  action,
  text,
  label,
  ...rest
}: {
  readonly action: ChangesAction;
  readonly class: string;
  readonly text: string;
  readonly label?: string;
}): JSX.Element {
  const { post } = usePanel();
  return (
    <button
      type="button"
      title={label}
      onClick={() => {
        post({ type: 'changes', action });
      }}
      {...rest}
    >
      {text}
    </button>
  );
}

/** The numbers of added and removed lines. */
function LineCounts({
  added,
  removed,
}: {
  readonly added: number;
  readonly removed: number;
}): JSX.Element {
  const { strings, numbers } = usePanel();
  const addedText = formatString(
    numbers.plural(added, strings.addedLine, strings.addedLines),
    added,
  );
  const removedText = formatString(
    numbers.plural(removed, strings.removedLine, strings.removedLines),
    removed,
  );
  return (
    <span class="line-counts" title={`${addedText}, ${removedText}`}>
      <span aria-hidden="true">
        +{added} −{removed}
      </span>
      <span class="visually-hidden">{`${addedText}, ${removedText}`}</span>
    </span>
  );
}
