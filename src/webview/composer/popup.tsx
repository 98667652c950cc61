import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../icons.tsx';
import type { IconName } from '../icons.tsx';

/** A row of the list. */
export interface PopupRow {
  readonly key: string;
  readonly icon: IconName | undefined;
  readonly label: string;
  readonly detail: string;
}

/** The id of the list, and of its rows with a dash and the row's index. */
export const POPUP_ID = 'popup';

/** The list above the message box. The focus stays in the box, which names the active row. */
export function Popup({
  rows,
  active,
  label,
  onPick,
}: {
  readonly rows: readonly PopupRow[];
  readonly active: number;
  readonly label: string;
  readonly onPick: (index: number) => void;
}): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
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
            event.preventDefault(); // the focus stays in the box
            onPick(index);
          }}
        >
          {icon && <Icon name={icon} />}
          <span class="popup-name">{name}</span>
          <span class="popup-detail">{detail}</span>
        </li>
      ))}
    </ul>
  );
}
