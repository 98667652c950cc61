import type { ChatTool } from '../../mistral/chat.ts';

const line = { type: 'integer', minimum: 1 };
const limit = (maximum: number) => ({
  type: 'integer',
  minimum: 1,
  maximum,
  description: 'The maximum number of results.',
});
const requiredText = (description: string) => ({ type: 'string', minLength: 1, description });

/** The maximum number of results that a call may request. */
const MAX_LIMIT = 500;
/** The same for results that contain whole functions. */
const MAX_CODE_LIMIT = 50;

/** `find_files` as the model sees it. */
export const FIND_FILES: ChatTool = tool(
  'find_files',
  'Lists the files in the workspace whose path matches a glob, such as `**/*.ts` or `src/**/retry*`. A pattern without a slash matches in every folder. Ignored files (.gitignore) are not listed.',
  { pattern: requiredText('A glob, relative to the workspace.'), limit: limit(MAX_LIMIT) },
  ['pattern'],
);

/** `read_file` as the model sees it. */
export const READ_FILE: ChatTool = tool(
  'read_file',
  'Reads a file in the workspace, with line numbers. Long files are truncated: request only the lines you need.',
  {
    path: requiredText('The path, relative to the workspace.'),
    startLine: { ...line, description: 'The first line, from 1.' },
    endLine: { ...line, description: 'The last line, included.' },
  },
  ['path'],
);

/** `search_text` as the model sees it. */
export const SEARCH_TEXT: ChatTool = tool(
  'search_text',
  'Searches the text of all files in the workspace and returns the matching lines with their paths and line numbers. All-lowercase queries are case-insensitive. Ignored files (.gitignore) are not searched.',
  {
    query: requiredText('The text to find, on a single line, or a regular expression.'),
    isRegex: { type: 'boolean', description: 'Whether the query is a regular expression.' },
    include: {
      type: 'string',
      description: 'A glob of the files to search, such as `src/**/*.ts`.',
    },
    limit: limit(MAX_LIMIT),
  },
  ['query'],
);

/** `search_codebase` as the model sees it. */
export const SEARCH_CODEBASE: ChatTool = tool(
  'search_codebase',
  'Finds functions, classes and sections of the workspace by what they do, and returns their code with path and line numbers. Use it when you do not know the names; use search_text for an exact text.',
  {
    query: requiredText(
      'What the code does or is about, in a few words or as a question, with likely names.',
    ),
    limit: limit(MAX_CODE_LIMIT),
  },
  ['query'],
);

/** `list_symbols` as the model sees it. */
export const LIST_SYMBOLS: ChatTool = tool(
  'list_symbols',
  'Lists the functions, classes and other symbols of a file (path), or the symbols of the workspace whose name contains a text (query).',
  {
    path: { type: 'string', description: 'The path of a file, relative to the workspace.' },
    query: { type: 'string', description: 'A part of the name of a symbol.' },
  },
  [],
);

const place = {
  path: requiredText('The path of the file that contains the symbol, relative to the workspace.'),
  line: { ...line, description: 'The line that contains the symbol, from 1.' },
  symbol: requiredText('The symbol as it is written on that line.'),
};

/** `find_definition` as the model sees it. */
export const FIND_DEFINITION: ChatTool = tool(
  'find_definition',
  'Finds where a symbol is defined, with the language service of the editor.',
  place,
  ['path', 'line', 'symbol'],
);

/** `find_references` as the model sees it. */
export const FIND_REFERENCES: ChatTool = tool(
  'find_references',
  'Finds all uses of a symbol, with the language service of the editor.',
  place,
  ['path', 'line', 'symbol'],
);

/** `get_problems` as the model sees it. */
export const GET_PROBLEMS: ChatTool = tool(
  'get_problems',
  'Lists the errors and warnings that the editor shows, of one file or of all files.',
  { path: { type: 'string', description: 'The path of a file, relative to the workspace.' } },
  [],
);

/** `get_changes` as the model sees it. */
export const GET_CHANGES: ChatTool = tool(
  'get_changes',
  'Returns the uncommitted changes as a git diff.',
  {
    staged: {
      type: 'boolean',
      description: 'Whether to return only staged or only unstaged changes; both if left out.',
    },
  },
  [],
);

/** `read_document` as the model sees it. */
export const READ_DOCUMENT: ChatTool = tool(
  'read_document',
  'Reads the text of a PDF, a Word document (.docx), a presentation (.pptx) or a scanned image in the workspace as Markdown, with a marker before each page. The user is asked first if it costs money. Request only the pages you need.',
  {
    path: requiredText('The path, relative to the workspace.'),
    pages: {
      type: 'string',
      description: 'Pages from 1, such as `1-3, 7`. The first 20 pages if left out.',
    },
  },
  ['path'],
);

/** All tools that read, in the order in which they are offered. */
export const READ_TOOLS: readonly ChatTool[] = [
  FIND_FILES,
  SEARCH_TEXT,
  SEARCH_CODEBASE,
  READ_FILE,
  LIST_SYMBOLS,
  FIND_DEFINITION,
  FIND_REFERENCES,
  GET_PROBLEMS,
  GET_CHANGES,
  READ_DOCUMENT,
];

function tool(
  name: string,
  description: string,
  properties: Readonly<Record<string, object>>,
  required: readonly string[],
): ChatTool {
  return { name, description, parameters: { type: 'object', properties, required } };
}
