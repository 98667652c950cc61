import { matchedLines } from '../../../chat/tools/matchedLines.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import { SEARCH_CODEBASE } from '../../../chat/tools/toolDefinitions.ts';
import type { CodebaseSearch, FoundCode } from '../../search/codebaseSearch.ts';

/** Number of results if the model sets no limit. */
const DEFAULT_LIMIT = 10;

/** Loads the search in the codebase, which other features share. */
export type LoadCodebaseSearch = () => Promise<Pick<CodebaseSearch, 'find'>>;

/** `search_codebase`: finds code by what it does. */
export function searchCodebaseTool(load: LoadCodebaseSearch): Tool {
  return {
    definition: SEARCH_CODEBASE,
    run: async ({ query, limit = DEFAULT_LIMIT }, signal) => {
      const search = await load();
      const { found, isPartial } = await search.find(String(query), Number(limit), signal);
      if (found.length === 0)
        return { content: 'Nothing was found. Try different words.', count: 0 };
      const lines = matchedLines(found.flatMap(linesOf));
      const note = isPartial ? '\n(The workspace is large: only a part of it was searched.)' : '';
      const sources = [...new Set(found.map(({ uri }) => uri.toString()))];
      const { length: count } = found;
      return { content: lines.text + note, count, files: sources.length, sources };
    },
  };
}

function linesOf({ path, firstLine, text }: FoundCode) {
  return text.split('\n').map((line, at) => ({ path, line: firstLine + at, text: line }));
}
