import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { escapeHidden } from '../base/hiddenCharacters.ts';
import type { AttachmentKind, AttachmentView } from '../protocol/panelViews.ts';
import { DocumentPages } from './documentPages.tsx';
import { formatString } from './strings.ts';
import { Icon, IconButton } from './icons.tsx';
import type { IconName } from './icons.tsx';
import { usePanel } from './panelContext.ts';
import { tokenCountText } from './tokenCountText.ts';

/** The icon of each kind of attachment. */
export const KIND_ICONS: Readonly<Record<AttachmentKind, IconName>> = {
  selection: 'selection',
  file: 'file',
  folder: 'folder',
  editors: 'list',
  problems: 'problem',
  diff: 'edit',
  terminal: 'terminal',
  codebase: 'search',
  image: 'image',
  document: 'file',
  instructions: 'book',
  prompt: 'book',
};

/** The attachments of a message, each with a preview below the row. With `onRemove` they can be removed. */
export function AttachmentChips({
  chips,
  onRemove,
  children,
}: {
  readonly chips: readonly AttachmentView[];
  readonly onRemove?: (id: string) => void;
  /** Further content of the row. */
  readonly children?: JSX.Element | false | undefined;
}): JSX.Element | null {
  const { strings, numbers } = usePanel();
  const [openId, setOpenId] = useState<string>();
  const previewId = useId();
  const open = chips.find(({ id }) => id === openId);
  if (chips.length === 0 && !children) return null;
  return (
    <div class="attachments">
      <div class="chip-row">
        {chips.length > 0 && (
          <ul class="chips" aria-label={strings.attachments}>
            {chips.map((chip) => (
              <li class={chip.isSent === true ? 'chip sent' : 'chip'} key={chip.id}>
                <button
                  type="button"
                  class="chip-name"
                  title={chip.detail}
                  aria-expanded={chip.id === openId}
                  aria-controls={chip.id === openId ? previewId : undefined}
                  onClick={() => {
                    setOpenId(chip.id === openId ? undefined : chip.id);
                  }}
                >
                  <Icon name={KIND_ICONS[chip.kind]} />
                  <span>{escapeHidden(chip.label)}</span>
                  {chip.isSent === true && (
                    <span class="quiet sent-mark">{strings.alreadySent}</span>
                  )}
                  {chip.document && <span class="quiet">{chip.document.summary}</span>}
                  {chip.keptPercent !== undefined && (
                    <span
                      class="badge"
                      title={formatString(
                        strings.cutAttachment,
                        numbers.share(chip.keptPercent / 100),
                      )}
                    >
                      {numbers.share(chip.keptPercent / 100)}
                    </span>
                  )}
                </button>
                {onRemove && (
                  <IconButton
                    icon="close"
                    label={formatString(strings.remove, chip.label)}
                    onClick={() => {
                      onRemove(chip.id);
                    }}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
        {children}
      </div>
      {open && <Preview chip={open} id={previewId} canRead={onRemove !== undefined} />}
    </div>
  );
}

function Preview({
  chip,
  id,
  canRead,
}: {
  readonly chip: AttachmentView;
  readonly id: string;
  /** Whether an image can still be replaced by its text: its message is not sent yet. */
  readonly canRead: boolean;
}): JSX.Element {
  const panel = usePanel();
  const { strings, numbers, post } = panel;
  return (
    <div class="preview" id={id}>
      <p class="quiet">
        {escapeHidden(chip.detail)} · {chip.document?.summary ?? tokenCountText(chip.tokens, panel)}
        {chip.keptPercent !== undefined && (
          <> · {formatString(strings.cutAttachment, numbers.share(chip.keptPercent / 100))}</>
        )}
      </p>
      {chip.image !== undefined && <img src={chip.image} alt={chip.label} />}
      {chip.document && <DocumentPages chip={chip} document={chip.document} />}
      {chip.preview !== '' && (
        <pre tabIndex={0} role="group" aria-label={formatString(strings.preview, chip.label)}>
          {escapeHidden(chip.preview)}
        </pre>
      )}
      {chip.canOpen === true && (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            post({ type: 'openAttachment', id: chip.id });
          }}
        >
          {strings.open}
        </button>
      )}
      {canRead && chip.isReadable === true && (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            post({ type: 'readImage', id: chip.id });
          }}
        >
          {strings.readImageText}
        </button>
      )}
    </div>
  );
}
