import type { JSX } from 'preact';
import type { NoticeView } from '../protocol/views.ts';
import { IconButton } from './icons.tsx';
import { usePanel } from './panel.ts';

/** A line that the host wants to be read, with at most one button. */
export function Notice({ notice }: { readonly notice: NoticeView | undefined }): JSX.Element {
  const { words, post } = usePanel();
  const isError = notice?.kind === 'error';
  // The element is there before its text: a live region that comes with its text is not read.
  return (
    <div class="notice-place" role={isError ? 'alert' : 'status'}>
      {notice && (
        <div class={`notice notice-${notice.kind}`} key={notice.id}>
          <span>{notice.text}</span>
          {notice.button !== undefined && (
            <button
              type="button"
              class="link-button"
              onClick={() => {
                post({ type: 'notice', id: notice.id });
              }}
            >
              {notice.button}
            </button>
          )}
          <IconButton
            icon="close"
            label={words.dismiss}
            onClick={() => {
              post({ type: 'dismissNotice', id: notice.id });
            }}
          />
        </div>
      )}
    </div>
  );
}
