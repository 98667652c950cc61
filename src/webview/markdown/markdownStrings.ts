import type { MarkdownStringKey, PanelStrings } from '../../protocol/panelStrings.ts';

/** The texts for rendering Markdown. */
export type MarkdownStrings = Pick<PanelStrings, MarkdownStringKey>;
