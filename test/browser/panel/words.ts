import type { PanelWords } from '../../../src/protocol/words.ts';
import { wordsOfHost } from '../hostWords.ts';

/** The panel's words as the host hands them over, in English or French. */
export async function loadWords(language: 'en' | 'fr' = 'en'): Promise<PanelWords> {
  const words = await wordsOfHost('src/vscode/chat/panelWords.ts', 'panelWords', language);
  return words as PanelWords;
}
