import { AnswerBlockReader } from '../../../src/actions/edit/answerBlocks.ts';
import {
  readHeader,
  readDraftSnapshot,
  readTurn,
} from '../../../src/chat/archive/archiveFormat.ts';
import { changedFile } from '../../../src/actions/commit/changedFile.ts';
import { showChanges } from '../../../src/actions/commit/commitDiff.ts';
import { filesOf } from '../../../src/chat/context/splitDiff.ts';
import { isGenerated } from '../../../src/actions/commit/generatedFiles.ts';
import { rankMentions } from '../../../src/chat/context/rankMentions.ts';
import { problemsText } from '../../../src/chat/context/problemsText.ts';
import { testFrameworkIn } from '../../../src/actions/tests/testFramework.ts';
import { cleanText, oneLine } from '../../../src/base/sanitizeText.ts';
import { beginningOf, endOf } from '../../../src/base/textExcerpt.ts';
import { toMarkdown } from '../../../src/chat/session/chatExport.ts';
import { codeBlocks } from '../../../src/chat/markdown/codeBlocks.ts';
import { decodeEntities } from '../../../src/chat/markdown/htmlEntities.ts';
import { readInfo } from '../../../src/chat/markdown/infoString.ts';
import { lexText, noDefinitions } from '../../../src/chat/markdown/boundedLexer.ts';
import { InlineThinking } from '../../../src/chat/session/inlineThinking.ts';
import { documentMarkdown } from '../../../src/chat/documents/documentMarkdown.ts';
import { terminalText } from '../../../src/chat/context/terminalText.ts';
import { placeCode } from '../../../src/actions/edit/placement/placement.ts';
import { reindent } from '../../../src/actions/edit/insertion/reindent.ts';
import { chunkFile } from '../../../src/search/chunkFile.ts';
import { readLink } from '../../../src/chat/markdown/linkTarget.ts';
import { Segmenter } from '../../../src/chat/markdown/segmenter.ts';
import { escapeHidden } from '../../../src/base/hiddenCharacters.ts';
import { expandSlash } from '../../../src/chat/request/slashCommands.ts';
import { titleOf } from '../../../src/chat/session/chatTitle.ts';
import { codeOf } from '../../../src/actions/edit/answerCode.ts';
import { readMessage } from '../../../src/actions/commit/commitMessage.ts';
import { isDocumentable } from '../../../src/actions/documentable.ts';
import { StreamingMerge } from '../../../src/actions/edit/streamingMerge.ts';
import { hunksOf } from '../../../src/actions/edit/diffHunks.ts';
import { insertionOf, replacementOf } from '../../../src/actions/edit/insertion/insertion.ts';
import { appliesTo } from '../../../src/chat/instructions/applyTo.ts';
import { readFrontMatter } from '../../../src/chat/instructions/frontMatter.ts';
import { typedPromptName } from '../../../src/chat/instructions/promptFiles.ts';
import { isProjectFilePath } from '../../../src/chat/instructions/selectInstructions.ts';
import { withInstructions } from '../../../src/actions/taskInstructions.ts';
import { FindingStream, readFindings } from '../../../src/actions/review/findings.ts';
import { locateLines } from '../../../src/actions/review/locateLines.ts';
import { numberedDiff, shownLines } from '../../../src/actions/review/numberedDiff.ts';
import { readNames as readSuggestedNames } from '../../../src/actions/rename/suggestedNames.ts';
import { splitName, namingStyleOf } from '../../../src/actions/rename/nameStyle.ts';
import { relocate, withLineEnds } from '../../../src/actions/edit/proposal.ts';
import { isPartlyApplied, rebase } from '../../../src/actions/changes/replacement.ts';
import { similarText } from '../../../src/actions/changes/similarText.ts';
import { placeEdit } from '../../../src/actions/changes/textEdit.ts';
import { CommandOutput } from '../../../src/chat/command/commandOutput.ts';
import { readCommand } from '../../../src/languages/shell.ts';
import { scanBrackets } from '../../../src/completion/postprocess/range/scanBrackets.ts';
import { hunksAfter } from '../../../src/completion/prompt/context/editHunks.ts';
import { DocumentCopy } from '../../../src/completion/prompt/context/documentCopy.ts';
import { guessedType } from '../../../src/completion/prompt/context/definitions/guessedType.ts';
import { nearbyNames } from '../../../src/completion/prompt/context/definitions/nearbyNames.ts';
import { importedModules } from '../../../src/outline/importedNames.ts';
import { outlineOf } from '../../../src/outline/outline.ts';
import {
  namesAround,
  textOf,
  windowsOf,
} from '../../../src/completion/prompt/context/snippetWindows.ts';
import { applyStopRules } from '../../../src/completion/postprocess/stop/applyStopRules.ts';
import { codeSiteAt } from '../../../src/completion/postprocess/normalize/codeInProse.ts';
import * as blocks from '../../../src/languages/blocks.ts';
import * as closers from '../../../src/languages/closers.ts';
import * as language from '../../../src/languages/syntax.ts';
import { place } from '../../../src/completion/postprocess/range/placeCompletion.ts';
import {
  truncateToLines,
  dropUnclosedTail,
} from '../../../src/completion/postprocess/truncateLines.ts';
import { buildFimRequest } from '../../../src/completion/prompt/fimPrompt.ts';
import { applyFilters } from '../../../src/completion/postprocess/filters/filters.ts';
import { afterEnter, takeSnapshot } from '../../../src/completion/snapshot.ts';
import type { LineSource } from '../../../src/base/lines.ts';
import type { Snapshot } from '../../../src/completion/snapshot.ts';
import { httpError } from '../../../src/mistral/errors/httpErrors.ts';
import { retryAfterMs } from '../../../src/mistral/http/retryAfter.ts';
import { parseJson } from '../../../src/base/json.ts';
import { cleanKey, maskKey } from '../../../src/mistral/keys/cleanKey.ts';
import { PrefixEcho } from '../../../src/mistral/http/prefixEcho.ts';
import { SseParser } from '../../../src/mistral/http/sseParser.ts';
import { ToolCallAssembler } from '../../../src/mistral/tools/toolCallAssembler.ts';
import { normalizeServiceUrl } from '../../../src/mistral/http/serviceUrl.ts';
import { readFromPanel } from '../../../src/protocol/fromPanel.ts';
import { decodeRows as readUsage } from '../../../src/usage/store/usageFormat.ts';
import { readNames as readUsageNames } from '../../../src/usage/store/usageFileNames.ts';

/** A parser of external text. A new parser only needs a row in this file. */
export interface Parser {
  readonly name: string;
  readonly run: (text: string) => unknown;
  /** Additional pieces for this parser. */
  readonly pieces?: readonly string[];
  /** The only pieces for this parser, if it does not accept any text. */
  readonly only?: readonly string[];
}

const PLACE = { languageId: 'typescript', unit: '  ', tabSize: 2 };
const GAP = { ...PLACE, eol: '\n', before: '', after: '', above: 'a {', below: '}' } as const;
const EXPORT_WORDS = {
  ...{ question: 'Q', answer: 'A', thinking: 'T', sources: '', tool: 'X', untitled: 'U' },
  state: () => undefined,
  cut: () => '',
};

/** A snapshot with the cursor between two texts. */
function snapshotAt(before: string, after: string, languageId: string): Snapshot {
  const lines = (before + after).split('\n');
  const above = before.split('\n');
  return takeSnapshot(linesOf(lines), {
    ...{ document: 'd', path: 'p', languageId, trigger: 'automatic' },
    ...{ line: above.length - 1, column: above.at(-1)?.length ?? 0 },
  });
}

function linesOf(lines: readonly string[]): LineSource {
  return { count: lines.length, at: (line) => lines[line] ?? '' };
}

/** A text split into pieces, as in a stream. */
function piecesOf(text: string, size = 5): string[] {
  return text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
}

const LANGUAGES = ['shellscript', 'typescript', 'markdown'];
/** The pieces for rows that read the text around the cursor several times. */
const AROUND = ['}', ')(', ');\n', '"', ' ', 'a\n', '}\n', '`', '[a]('];

/** Languages whose literals take searches: expressions, here-documents, raw strings, characters. */
const LITERAL_LANGUAGES = ['ruby', 'perl', 'rust', 'css', 'lua', 'elixir', 'sql', 'php'];

const completion: readonly Parser[] = [
  ...LITERAL_LANGUAGES.map((id): Parser => ({
    name: `literals in ${id}`,
    run: (text) => {
      scanBrackets(text, language.syntaxOf(id));
    },
    pieces: [
      '=/[',
      '=/a',
      '<<A\n',
      '<<<A ',
      's/a',
      '%w(',
      'r#"',
      "'a",
      'url(/',
      '--[=[',
      '~r/',
      "\\'a",
      '(*',
    ],
  })),
  ...LANGUAGES.flatMap((id): Parser[] => [
    {
      name: `brackets in ${id}`,
      run: (text) => {
        scanBrackets(text, language.syntaxOf(id));
        // Each of these brackets could close the ones in the text.
        scanBrackets(text.trimEnd() + ')'.repeat(text.length), language.syntaxOf(id));
      },
      pieces: ['a) ', '-h|', '"""', "'''", '\\\n'],
    },
    {
      name: `a line of ${id}`,
      run: (text) => {
        const known = language.syntaxOf(id);
        language.withoutComment(text, known);
        blocks.opensBlock(text, known);
        blocks.expectsContinuation(text, known);
        blocks.continuesBlock(text);
        blocks.continuesExpression(text);
        blocks.mayHaveClauses(text);
        blocks.isDirective(text, known);
        blocks.isClause(text);
        closers.onlyCloses(text);
        closers.closesSame(text, text);
      },
      pieces: [
        'do |',
        'public ',
        'public:',
        'function(',
        '} else ',
        '<% ',
        '{% ',
        'end(',
        'private ',
      ],
    },
    {
      name: `the end of an answer in ${id}`,
      run: (text) => {
        applyStopRules(text, true, snapshotAt('if (a) {\n  ', '\n}\n', id), 'block');
        applyStopRules(text, false, snapshotAt('a = ', '', id), 'block');
      },
      pieces: ['</s>', '[MIDDLE]', '+++++ ', '\n+++++ ', '/** a\n', '@a\n', '{\n', '(\n'],
    },
    {
      name: `shaping an answer in ${id}`,
      run: (text) => applyFilters(text.slice(0, 16_000), snapshotAt('if (a) {\n  ', '\n}\n', id)),
      pieces: ['a, b, ', 'a b c d e\n', ' \t', '    a\n  b\n'],
    },
    {
      name: `shaping an answer in ${id} in this text`,
      run: (text) => applyFilters(text.slice(-900), snapshotAt(text, text, id)),
      only: AROUND,
    },
    {
      name: `placing an answer in ${id}`,
      run: (text) => place(text.slice(0, 16_000), snapshotAt('foo(a', ') + b;\n', id)),
    },
    {
      name: `placing an answer in ${id} in this text`,
      run: (text) => place(text.slice(0, 900), snapshotAt(text, text, id)),
      only: AROUND,
    },
  ]),
  {
    name: 'the first lines of an answer',
    run: (text) => {
      const snapshot = snapshotAt('a', '', 'typescript');
      truncateToLines({ text, isDecided: true }, snapshot, 3);
      dropUnclosedTail({ text, isDecided: true }, snapshot);
    },
    pieces: ['(\n', '[{\n'],
  },
  {
    name: 'a snapshot and its prompt',
    run: (text) => {
      const snapshot = snapshotAt(text, text, 'typescript');
      const settings = { model: 'm', maxTokens: 100, temperature: 0 };
      buildFimRequest(
        snapshot,
        'block',
        settings,
        'k',
        [{ path: text, text, rank: 0, source: 'openFile' }],
        3,
      );
      afterEnter(snapshot);
      codeSiteAt(snapshotAt(`\`\`\`ts\n${text}`, text, 'markdown'));
    },
  },
  {
    name: 'declarations of a file',
    run: (text) => {
      const lines = text.split('\n');
      for (const languageId of ['typescript', 'python', 'c', 'rust']) outlineOf(lines, languageId);
      importedModules(linesOf(lines), 'typescript');
    },
    pieces: ['class A {\n', 'export const a = (\n', 'use a::{', 'import {'],
  },
  {
    name: 'names near the cursor',
    run: (text) => {
      const lines = linesOf(text.split('\n'));
      const line = Math.min(9, lines.count - 1);
      nearbyNames(lines, { line, column: lines.at(line).length }, 'typescript');
      return guessedType(lines, line, 'a');
    },
  },
  {
    name: 'open files as context',
    run: (text) => {
      const lines = linesOf(text.split('\n'));
      windowsOf({ id: 'a', path: 'p', languageId: 'ts', version: 1, focusLine: 9, lines });
      namesAround(lines, 5);
      return textOf(lines, 0, lines.count);
    },
  },
  {
    name: 'following an edit',
    run: (text) => {
      const change = { startLine: 1, startColumn: 0, endLine: 1, endColumn: 0, text };
      const copy = new DocumentCopy(linesOf(['a', 'b', 'c']), 1);
      hunksAfter([], change, (line) => copy.at(line), 0);
      copy.apply(change);
    },
  },
];

const services: readonly Parser[] = [
  {
    name: 'an error of a service',
    run: (text) => {
      const failure = { service: 'mistral', headers: new Headers(), model: 'm', now: 0 } as const;
      for (const status of [400, 401, 422, 429, 500]) {
        httpError({ ...failure, status, body: text });
        const reported = {
          message: text,
          type: text,
          code: text,
          detail: [{ msg: text, loc: [text] }],
        };
        httpError({ ...failure, status, body: JSON.stringify(reported) });
      }
    },
    pieces: [
      'FIM ',
      'chat ',
      '1 ',
      '1 tokens ',
      '1 tokens model with ',
      '1 >',
      'maximum context length 1 ',
    ],
  },
  {
    name: 'a header of a service',
    run: (text) => retryAfterMs(new Headers({ 'retry-after': text.replace(/[^ -~]/g, '') }), 0),
    pieces: ['1, ', '1'],
  },
  {
    name: 'an event stream',
    run: (text) => {
      const parser = new SseParser();
      for (const piece of piecesOf(text)) parser.push(Buffer.from(piece));
      parser.end();
    },
    pieces: ['data: a\n', 'data: a\n\n', ': a\n', 'data:'],
  },
  {
    name: 'an answer with its beginning repeated',
    run: (text) => {
      const echo = new PrefixEcho(text);
      for (const piece of piecesOf(text)) echo.push(piece);
      echo.end();
    },
  },
  {
    name: 'a call of a tool in pieces',
    run: (text) => {
      const calls = new ToolCallAssembler();
      for (const piece of piecesOf(text))
        calls.push({ id: 'a', index: 0, function: { name: '', arguments: piece } });
      calls.end();
    },
  },
  {
    name: 'a key',
    run: (text) => {
      cleanKey(text);
      cleanKey(text + 'a'.repeat(20) + text);
      maskKey(text);
    },
    pieces: ['Bearer ', 'API_KEY=', 'export API_KEY=', '“”', '""', '\'"', 'api-', 'authorization:'],
  },
  {
    name: 'an address of a service',
    run: (text) => normalizeServiceUrl(`https://h/${text}`),
    pieces: ['/v1', '/fim/completions', '/chat', '//chat'],
  },
  { name: 'JSON', run: parseJson, pieces: ['[[', '{"a":', '"\\u0000'] },
];

const chat: readonly Parser[] = [
  {
    name: 'an answer as Markdown, in pieces',
    run: (text) => {
      const segmenter = new Segmenter();
      for (const piece of piecesOf(text)) segmenter.push(piece);
      segmenter.end();
    },
    pieces: ['```md\n', '    a\n', '- a\n\n'],
  },
  {
    name: 'the blocks of an answer',
    run: (text) => {
      const blocks = new AnswerBlockReader();
      for (const piece of piecesOf(text)) blocks.push(piece);
      blocks.end();
      return [blocks.blocks, codeBlocks(text)];
    },
    pieces: ['```ts\na\n```\n', '> ```\n'],
  },
  {
    name: 'Markdown',
    run: (text) => lexText(text, noDefinitions()),
    pieces: [
      ...['| a |\n', '|-|\n', '- a\n', '# a\n', '[a]: b\n', '<a', '\\[', '1) a\n', 'a\n==\n'],
      ...['$a ', '$$', '\\(', '\\[ ', '$a\\$'],
    ],
  },
  {
    name: 'what an answer is made of',
    run: (text) => {
      readInfo(text);
      readLink(text);
      decodeEntities(text);
      escapeHidden(text);
      titleOf({ text, attachments: [] });
      titleOf({ text: '', attachments: [{ kind: 'file', id: 'a', label: text, text: '' }] });
      expandSlash(text);
      oneLine(text);
      cleanText(text);
      beginningOf(text, text.length / 2);
      endOf(text, text.length / 2);
    },
    pieces: ['file=', '&#1;', '%20', '/fix ', '`` a', '_a', '**a'],
  },
  {
    name: 'an exported chat',
    run: (text) =>
      toMarkdown(
        {
          ...{ id: 'a', title: text, isRenamed: false, workspace: undefined },
          ...{ createdAt: 0, updatedAt: 0 },
          turns: [{ role: 'user', id: 'q', text, attachments: [], at: 0 }],
        },
        EXPORT_WORDS,
      ),
  },
  {
    name: 'attached problems',
    run: (message) =>
      problemsText([
        { path: 'a', line: 1, severity: 'error', source: message, code: message, message },
      ]),
  },
  {
    name: 'a diff of git',
    run: (text) => {
      const files = [...filesOf(`diff --git a/a b/a\n${text}`)].map((file) =>
        changedFile('a', file.text),
      );
      return showChanges(files, 60_000);
    },
    pieces: ['diff --git a/a b/a\n', '\n@@ -1 +1 @@\n', '--- a/a\n', '"\\303"', 'Binary files \n'],
  },
  {
    name: 'project files',
    run: (text) => {
      isGenerated(text, text);
      testFrameworkIn(
        [{ path: 'package.json', text: JSON.stringify({ scripts: { a: text } }) }],
        'typescript',
      );
      for (const [path, id] of [
        ['pyproject.toml', 'python'],
        ['tox.ini', 'python'],
        ['pom.xml', 'java'],
        ['Gemfile', 'ruby'],
        ['Package.swift', 'swift'],
        ['Cargo.toml', 'rust'],
      ] as const)
        testFrameworkIn([{ path, text }], id);
    },
    pieces: [
      ...['node ', 'node -', 'node --test', 'code generated ', '.min.js', 'requirements'],
      ...['pytes ', '\n#', '{"scripts":{'],
    ],
  },
  {
    name: 'mentions',
    run: (text) => rankMentions('aab', [{ label: text, detail: text }], 5),
  },
  {
    name: 'stored chats',
    run: (text) => {
      readHeader(text);
      readTurn(text);
      readDraftSnapshot(text);
      readTurn(JSON.stringify({ role: 'user', id: 'a', text, attachments: [], at: 0 }));
    },
  },
  {
    name: 'thinking in an answer',
    run: (text) => {
      const thinking = new InlineThinking();
      for (const piece of piecesOf(text, 20)) thinking.push(piece);
      thinking.end();
    },
    pieces: ['<think ', '<think>', '</think ', '[/', '\n<', 'a<think', '</think>'],
  },
  {
    name: 'the output of a terminal',
    run: (output) => terminalText({ commandLine: 'a', state: 'ended', exitCode: 0, output }, []),
    pieces: ['\b', 'x\b', '\x90', ' \n'],
  },
  {
    name: 'the text of a document',
    run: (markdown) => documentMarkdown([{ page: 1, markdown }]),
    pieces: ['[](', '![', '<!-- '],
  },
  {
    name: 'sections of a file',
    run: (text) => {
      for (const id of ['javascript', 'python', 'c', 'markdown', 'plaintext']) chunkFile(text, id);
    },
    pieces: ['function a() {\n  b();\n}\n', 'def a():\n  b()\n', '# a\n\nb\n'],
  },
  { name: 'a message of the panel', run: (text) => readFromPanel({ type: 'send', text }) },
];

const actions: readonly Parser[] = [
  {
    name: 'code in an answer',
    run: (text) => {
      codeOf({ text, blocks: [] }, { code: text, languageId: 'typescript' });
      codeOf({ text, blocks: [] }, { code: '```\na\n```', languageId: 'markdown' });
    },
    pieces: ['- ```\n', 'Aa bb cc dd. ', "Aa'b ", '` ', 'Word ', '~~~\n'],
  },
  {
    name: 'a commit message',
    run: (text) => {
      readMessage(text, true);
      readMessage(`\`\`\`\n${text}`, false);
    },
    pieces: ['**a**', 'Commit message: ', '\n```` '],
  },
  {
    name: 'names',
    run: (text) => {
      const wanted = { old: 'a', languageId: 'typescript', style: 'camelCase', text } as const;
      readSuggestedNames(text, wanted);
      readSuggestedNames(JSON.stringify(['aaa', text]), wanted);
      splitName(text);
      namingStyleOf('a', 'typescript', text);
    },
    pieces: ['aA', 'a_', '{"name":"a"}', '{"', '{"names":[', '}{', '```\n{'],
  },
  {
    name: 'the hunks of a change',
    run: (text) => {
      hunksOf(text, `a\n${text}`);
      hunksOf(text, text.toUpperCase());
      hunksOf(text + '\na\n' + text, text);
    },
    pieces: ['a\nb\n'],
  },
  {
    name: 'a change that grows',
    run: (text) => {
      const streaming = new StreamingMerge(text, '\n');
      for (const length of [0.2, 0.4, 0.6, 0.8, 1])
        streaming.merge(text.slice(0, text.length * length));
      return new StreamingMerge('a\nb\nc', '\n').merge(text);
    },
  },
  {
    name: 'inserted code',
    run: (text) => {
      for (const languageId of ['typescript', 'go', 'shellscript', 'python']) {
        insertionOf(text, { ...GAP, languageId });
        insertionOf('a\nb', { ...GAP, languageId, before: text, after: text });
        replacementOf(text, text, { ...GAP, languageId });
      }
    },
    pieces: ['<<A\n', "<<'", '`${', '        a\n   b\n'],
  },
  {
    name: 'a shell command',
    run: (text) => {
      readCommand(text, 'sh');
      readCommand(`me@box:${text}`, 'console');
      readCommand(`${text}@b`, 'console');
    },
    pieces: ['$ a\n', 'a@b:~$ ', 'PS C:\\> ', 'a/'],
  },
  {
    name: 'a proposal in its document',
    run: (text) => {
      relocate({ original: text }, `${text}${text}`, undefined);
      relocate({ original: `b${text.slice(text.length / 2)}` }, text, undefined);
      withLineEnds(text, '\r\n');
    },
  },
  {
    name: 'finding edited code again in its document',
    run: (text) => {
      const half = text.slice(0, text.length / 4);
      relocate({ original: `${half}!${half}` }, text, undefined);
    },
  },
  {
    name: 'the place of an edit, and the text most similar to it',
    run: (text) => {
      const half = text.slice(0, text.length / 4);
      placeEdit(text, { oldText: `${half}!${half}`, newText: 'x' });
      placeEdit(text, { oldText: half, newText: 'x' });
      similarText(text, `${half}!${half}`);
    },
  },
  {
    name: 'a proposal in text that was changed',
    run: (text) => {
      const replacements = [{ start: 0, oldText: text.slice(0, text.length / 2), newText: 'x' }];
      rebase(text, `a${text}b`, { replacements, conflicts: [] });
      isPartlyApplied(text, hunksOf(text, `a\n${text}b`), `${text}b`);
    },
  },
  {
    name: 'the place of code in its document',
    run: (text) => placeCode({ code: 'function f() {\n  a();\n}', document: text, indent: PLACE }),
    pieces: ['function f() {\n}\n', 'a();\n'],
  },
  {
    name: 'the indentation of code',
    run: (text) => reindent(text.split('\n'), '  ', { ...PLACE, unit: '\t' }),
    pieces: ['x(`\n', '      x(`\n  x(`\n'],
  },
  {
    name: 'the output of a command',
    run: (text) => {
      const output = new CommandOutput();
      output.append(text);
      output.text();
    },
  },
  {
    name: 'instructions of a project',
    run: (text) => {
      readFrontMatter(text);
      readFrontMatter(`---\napplyTo: ${text}`);
      readFrontMatter(`---\n${text}\n---\n`);
      appliesTo(text, ['src/a.ts']);
      appliesTo('**/*a*/**/*.ts', [text]);
      typedPromptName(`/${text}`);
      isProjectFilePath(text);
      const room = { model: { id: '', context: 0, efforts: undefined, supportsPrediction: false } };
      withInstructions([{ path: text, text }], { ...room, characters: text.length }, () => {
        return { system: '', user: '' };
      });
    },
    pieces: ['---\n', '{a,', '**/', '"', '[', '.github/', '/'],
  },
  {
    name: 'a review',
    run: (text) => {
      const lines = new Map([[1, 'a']]);
      readFindings(text, () => lines);
      readFindings(`{"findings": [${text}`, () => lines);
      const entry = { path: 'a', line: 1, title: text, comment: text, replacement: text };
      readFindings(JSON.stringify([entry]), () => lines);
      const stream = new FindingStream(() => lines);
      stream.push('{"findings": [{');
      for (const piece of text) stream.push(piece);
    },
    pieces: ['{"', '{"a":"{"},', '\\"', '```\n', '![', ' \n'],
  },
  {
    name: 'the lines of a changed file',
    run: (text) => {
      numberedDiff(text);
      shownLines(`@@ -1 +1 @@\n${text}`);
      const half = text.slice(0, text.length / 2).split('\n');
      locateLines(text, half, 0);
      locateLines(text, ['', ''], text.length);
    },
    pieces: ['+\n', '\n', '@@ -1 +1 @@\n', '-a\n+a\n'],
  },
  {
    name: 'a line that may have documentation',
    run: (text) => {
      for (const id of ['typescript', 'java', 'cpp', 'php', 'rust', 'python', 'shellscript'])
        isDocumentable({ above: text, line: text, below: text }, id);
    },
    pieces: ['public ', 'type a', 'const a', 'char * ', '* ', 'async ', 'a<', '* a', '**&& '],
  },
];

const usage: readonly Parser[] = [
  {
    name: 'a file of usage',
    run: (text) => {
      readUsage(text);
      readUsageNames(text.split('\n'));
    },
    pieces: ['["mistral","a","chat",[]]\n'],
  },
];

/** All parsers of external text. */
export const PARSERS: readonly Parser[] = [
  ...completion,
  ...services,
  ...chat,
  ...actions,
  ...usage,
];
