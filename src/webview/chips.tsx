import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ChipKind, ChipView } from '../protocol/views.ts';
import { fill } from './host.ts';
import { Icon, IconButton } from './icons.tsx';
import type { IconName } from './icons.tsx';
import { usePanel } from './panel.ts';

/** The icon of each kind of attachment. */
export const KIND_ICONS: Readonly<Record<ChipKind, IconName>> = {
  selection: 'selection',
  file: 'file',
  folder: 'folder',
  editors: 'list',
  problems: 'problem',
  diff: 'edit',
  terminal: 'terminal',
  image: 'image',
};

/** Attachments; each opens a preview below the row. With `onRemove` they can be taken away. */
export function Chips({
  chips,
  onRemove,
  children,
}: {
  readonly chips: readonly ChipView[];
  readonly onRemove?: (id: string) => void;
  /** What else stands in the row. */
  readonly children?: JSX.Element | false | undefined;
}): JSX.Element | null {
  const { words } = usePanel();
  const [openId, setOpenId] = useState<string>();
  const previewId = useId();
  const open = chips.find(({ id }) => id === openId);
  if (chips.length === 0 && !children) return null;
  return (
    <div class="attachments">
      <div class="chip-row">
        {chips.length > 0 && (
          <ul class="chips" aria-label={words.attachments}>
            {chips.map((chip) => (
              <li class="chip" key={chip.id}>
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
                  <span>{chip.label}</span>
                  {chip.keptPercent !== undefined && (
                    <span class="badge" title={fill(words.cutAttachment, chip.keptPercent)}>
                      {chip.keptPercent} %
                    </span>
                  )}
                </button>
                {onRemove && (
                  <IconButton
                    icon="close"
                    label={fill(words.remove, chip.label)}
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
      {open && <Preview chip={open} id={previewId} />}
    </div>
  );
}

function Preview({ chip, id }: { readonly chip: ChipView; readonly id: string }): JSX.Element {
  const { words, numbers, post } = usePanel();
  return (
    <div class="preview" id={id}>
      <p class="quiet">
        {chip.detail} · {fill(words.tokens, numbers.count(chip.tokens))}
        {chip.keptPercent !== undefined && <> · {fill(words.cutAttachment, chip.keptPercent)}</>}
      </p>
      {chip.image !== undefined && <img src={chip.image} alt={chip.label} />}
      {chip.preview !== '' && (
        <pre tabIndex={0} role="region" aria-label={fill(words.preview, chip.label)}>
          {chip.preview}
        </pre>
      )}
      <button
        type="button"
        class="link-button"
        onClick={() => {
          post({ type: 'openChip', id: chip.id });
        }}
      >
        {words.open}
      </button>
    </div>
  );
}
