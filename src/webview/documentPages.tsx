import type { JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { AttachmentView, DocumentAttachmentView } from '../protocol/panelViews.ts';
import { formatString } from './strings.ts';
import { usePanel } from './panelContext.ts';

/** Chooses the pages of an attached document; the host checks what is written when the box is left, or with Enter. */
export function DocumentPages({
  chip,
  document,
}: {
  readonly chip: AttachmentView;
  readonly document: DocumentAttachmentView;
}): JSX.Element {
  const { strings, post } = usePanel();
  const hintId = useId();
  const box = useRef<HTMLInputElement>(null);
  // The host's range replaces what is typed only when it changes.
  useLayoutEffect(() => {
    if (box.current) box.current.value = document.range;
  }, [document.range]);
  return (
    <div class="document-pages">
      <input
        type="text"
        aria-label={formatString(strings.documentPages, chip.label)}
        aria-describedby={hintId}
        placeholder={strings.documentPagesExample}
        maxLength={200}
        ref={box}
        defaultValue={document.range}
        disabled={document.isReading}
        onChange={({ currentTarget: { value } }) => {
          if (value !== document.range)
            post({ type: 'setDocumentPages', id: chip.id, range: value });
        }}
      />
      <span class="quiet" id={hintId}>
        {strings.documentPagesHint}
      </span>
    </div>
  );
}
