import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import { Icon } from '../icons.tsx';
import type { IconName } from '../icons.tsx';

/** A suggestion. */
export interface SuggestPopupRow {
  readonly key: string;
  readonly icon: IconName | undefined;
  readonly label: string;
  readonly detail: string;
}

/** The ID of the list. Its rows append a dash and their index. */
export const POPUP_ID = 'popup';

/** The suggestions above the message box, which keeps the focus and references the active row. */
export function SuggestPopup({
  rows,
  active,
  label,
  onAccept,
}: {
  readonly rows: readonly SuggestPopupRow[];
  /** Index of the active row, if any. */
  readonly active: number | undefined;
  readonly label: string;
  readonly onAccept: (index: number) => void;
}): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    if (active !== undefined) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <ul class="popup" id={POPUP_ID} role="listbox" aria-label={label} ref={list}>
      {rows.map(({ key, icon, label: name, detail }, index) => (
        <li
          key={key}
          id={`${POPUP_ID}-${index}`}
          role="option"
          aria-selected={index === active}
          onPointerDown={(event) => {
            event.preventDefault(); // keeps the focus in the message box
            onAccept(index);
          }}
        >
          {icon && <Icon name={icon} />}
          <span class="popup-name">{escapeHidden(name)}</span>
          <span class="popup-detail">{escapeHidden(detail)}</span>
        </li>
      ))}
    </ul>
  );
}
