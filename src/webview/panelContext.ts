import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ComposerView, TargetView } from '../protocol/panelViews.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';
import type { Post } from './hostApi.ts';
import type { PanelMemory } from './panelMemory.ts';
import type { LazyHighlighter } from './highlighting/lazyHighlighter.ts';
import type { LazyMath } from './math/lazyMath.ts';
import type { NumberFormats } from './numberFormats.ts';
import type { PanelStore } from './panelStore.ts';

/** Services for all components of the panel. */
export interface PanelServices {
  readonly strings: PanelStrings;
  readonly numbers: NumberFormats;
  readonly post: Post;
  readonly store: PanelStore;
  readonly memory: PanelMemory;
  readonly math: LazyMath;
  readonly highlighter: LazyHighlighter;
}

/** Provides the {@link PanelServices}. */
export const PanelContext = createContext<PanelServices | undefined>(undefined);

/** Where code would be inserted. A separate context because it changes with each cursor movement. */
export const TargetContext = createContext<TargetView | undefined>(undefined);

/** The attachments, for the start page. A separate context because they change while the user selects code. */
export const ComposerContext = createContext<ComposerView | undefined>(undefined);

/** The panel's services. Throws outside of {@link PanelContext}. */
export function usePanel(): PanelServices {
  const panel = useContext(PanelContext);
  if (panel === undefined) throw new Error('usePanel() was called outside of PanelContext.');
  return panel;
}
