import type { JSX } from 'preact';

/** Paths of the icons, in a view box of 16 × 16, drawn in the text color. */
const PATHS = {
  add: 'M8 3v10M3 8h10',
  attach:
    'M10.5 4.5 5.6 9.4a1.6 1.6 0 0 0 2.3 2.3l5-5a2.9 2.9 0 0 0-4.1-4.1L3.6 7.8a4.2 4.2 0 0 0 5.9 5.9L13 10.2',
  book: 'M8 4.5C6.5 3.5 5 3.2 2.5 3.2v9.3c2.5 0 4 .3 5.5 1.3 1.5-1 3-1.3 5.5-1.3V3.2c-2.5 0-4 .3-5.5 1.3zM8 4.5v9.3',
  check: 'm3 8.5 3.5 3.5L13 4.5',
  chevron: 'm6 4 4 4-4 4',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  chevronDown: 'm4 6 4 4 4-4',
  down: 'M8 3v9.5M4 8.5l4 4 4-4',
  edit: 'm3 13 .7-3L10.5 3.2l2.3 2.3L6 12.3z',
  export: 'M8 10V2.5M5 5l3-2.5L11 5M3 9v4.5h10V9',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  folder: 'M2.5 4h4l1.5 1.5h5.5v7h-11z',
  history: 'M3 4.5v3h3M3.2 7.4A5 5 0 1 1 4.3 11.3M8 5.5V8l2 1.5',
  image: 'M2.5 3.5h11v9h-11zM3 11l3-3 2.5 2.5L11 8l2.5 2.5M6 6.2v.1',
  list: 'M6 4h7.5M6 8h7.5M6 12h7.5M3 4h.1M3 8h.1M3 12h.1',
  problem: 'M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1',
  retry: 'M13 4v3h-3M12.8 7A5 5 0 1 0 12 11',
  search: 'M11 7a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM10 10l3.5 3.5',
  selection: 'M3 4h10M3 8h6M3 12h8',
  send: 'M3 3l10.5 5L3 13l1.5-5zM4.5 8H9',
  stop: 'M4.5 4.5h7v7h-7z',
  terminal: 'm3 4 4 4-4 4M8.5 12H13',
  trash: 'M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** A decorative icon, hidden from screen readers: the text or button around it has the label. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** A button with an icon only. Its label is the tooltip and the accessible name. */
export function IconButton({
  icon,
  label,
  ...rest
}: { readonly icon: IconName; readonly label: string } & Omit<
  JSX.IntrinsicElements['button'],
  'label' | 'icon'
>): JSX.Element {
  return (
    <button type="button" class="icon-button" title={label} aria-label={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
