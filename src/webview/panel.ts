import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { TargetView } from '../protocol/views.ts';
import type { PanelWords } from '../protocol/words.ts';
import type { Post } from './host.ts';
import type { Memory } from './memory.ts';
import type { Numbers } from './numbers.ts';
import type { Store } from './store.ts';

/** What every part of the panel may use. */
export interface Panel {
  readonly words: PanelWords;
  readonly numbers: Numbers;
  readonly post: Post;
  readonly store: Store;
  readonly memory: Memory;
}

/** Hands the panel's parts down. */
export const PanelContext = createContext<Panel | undefined>(undefined);

/** Where code would go. Handed down apart: it changes with each move of the cursor, and few parts need it. */
export const TargetContext = createContext<TargetView | undefined>(undefined);

/** What the panel hands down; only within {@link PanelContext}. */
export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (panel === undefined) throw new Error('There is no panel around this part.');
  return panel;
}
