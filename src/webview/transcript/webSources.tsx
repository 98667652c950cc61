import type { JSX } from 'preact';
import type { WebSourceView } from '../../protocol/panelViews.ts';
import { usePanel } from '../panelContext.ts';

/**
 * The web pages that an answer cites, numbered as in its text. They open on click only, and nothing of them is loaded.
 * Like the links of an answer, they have no `href`, because the page around the webview would open that without asking.
 */
export function WebSources({
  sources = [],
}: {
  readonly sources: readonly WebSourceView[] | undefined;
}): JSX.Element | null {
  const { strings } = usePanel();
  if (sources.length === 0) return null;
  return (
    <section class="web-sources">
      <h3>{strings.sources}</h3>
      <ol>
        {sources.map((source, at) => (
          <li key={at}>
            <Source source={source} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Source({ source: { title, url, host } }: { readonly source: WebSourceView }): JSX.Element {
  const { post } = usePanel();
  if (url === undefined) return <bdi>{title}</bdi>;
  const open = (event: Event): void => {
    event.preventDefault();
    post({ type: 'openLink', url });
  };
  return (
    <>
      <a
        role="link"
        tabIndex={0}
        title={url}
        onClick={open}
        onAuxClick={(event) => {
          // The secondary button opens the context menu.
          if (event.button === 1) open(event);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') open(event);
        }}
      >
        <bdi>{title}</bdi>
      </a>{' '}
      <bdi class="link-host">{host}</bdi>
    </>
  );
}
