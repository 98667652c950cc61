import { Component } from 'preact';
import type { ComponentChildren } from 'preact';
import { describeError } from './errorReporting.ts';
import { PanelContext } from './panelContext.ts';
import type { PanelServices } from './panelContext.ts';

interface Props {
  readonly panel: PanelServices;
  readonly children?: ComponentChildren;
}

/** Catches rendering errors and offers to reload the chat, which the host still has. */
export class ErrorBoundary extends Component<Props, { readonly hasError: boolean }> {
  override state = { hasError: false };

  static override getDerivedStateFromError(): { hasError: boolean } {
    return { hasError: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.panel.post({ type: 'reportError', message: describeError(error) });
  }

  override render({ panel, children }: Props): preact.ComponentChild {
    if (!this.state.hasError) {
      return <PanelContext.Provider value={panel}>{children}</PanelContext.Provider>;
    }
    return (
      <main class="broken">
        <p role="alert">{panel.strings.broken}</p>
        <button
          type="button"
          class="button"
          onClick={() => {
            panel.store.restart();
            this.setState({ hasError: false });
          }}
        >
          {panel.strings.reload}
        </button>
      </main>
    );
  }
}
