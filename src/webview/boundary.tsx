import { Component } from 'preact';
import type { ComponentChildren } from 'preact';
import { describeFault } from './faults.ts';
import { PanelContext } from './panel.ts';
import type { Panel } from './panel.ts';

interface Props {
  readonly panel: Panel;
  readonly children?: ComponentChildren;
}

/** Catches what breaks while the panel is drawn, and offers to load the chat again. Nothing is lost: the host has it. */
export class Boundary extends Component<Props, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static override getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.panel.post({ type: 'fault', message: describeFault(error) });
  }

  override render({ panel, children }: Props): preact.ComponentChild {
    if (!this.state.isBroken) {
      return <PanelContext.Provider value={panel}>{children}</PanelContext.Provider>;
    }
    return (
      <main class="broken">
        <p role="alert">{panel.words.broken}</p>
        <button
          type="button"
          class="button"
          onClick={() => {
            panel.store.restart();
            this.setState({ isBroken: false });
          }}
        >
          {panel.words.reload}
        </button>
      </main>
    );
  }
}
