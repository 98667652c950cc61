import type { PanelWords } from '../../protocol/words.ts';

/** The words around an answer's Markdown; `{0}` and `{1}` stand for what is filled in. */
export type MarkdownWords = Pick<
  PanelWords,
  // The accessible names of a code block's buttons together, of code and tables that can be scrolled.
  | 'codeActions'
  | 'code'
  | 'table'
  // The buttons; some with a file's name, and a line.
  | 'copy'
  | 'insert'
  | 'insertInto'
  | 'replace'
  | 'replaceIn'
  | 'newFile'
  | 'newFileNamed'
  | 'run'
  // Before the description and the address of an image, which is never loaded.
  | 'image'
>;
