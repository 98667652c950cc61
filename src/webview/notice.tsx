import type { JSX } from 'preact';
import { escapeHidden } from '../base/hiddenCharacters.ts';
import type { NoticeView } from '../protocol/panelViews.ts';
import { IconButton } from './icons.tsx';
import { usePanel } from './panelContext.ts';

/** A notice from the host, with at most one button. */
export function Notice({ notice }: { readonly notice: NoticeView | undefined }): JSX.Element {
  const { strings, post } = usePanel();
  const isError = notice?.kind === 'error';
  // The live region must exist before its text: one that is added together with its text is not announced.
  return (
    <div class="notice-region" role={isError ? 'alert' : 'status'}>
      {notice && (
        <div class={`notice notice-${notice.kind}`} key={notice.id}>
          <span>{escapeHidden(notice.text)}</span>
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
            label={strings.dismiss}
            onClick={() => {
              post({ type: 'dismissNotice', id: notice.id });
            }}
          />
        </div>
      )}
    </div>
  );
}
