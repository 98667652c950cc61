import assert from 'node:assert/strict';
import { sourcesUnder } from '../sources.ts';

/** Calls that read text or names of the user's files. */
const READS =
  /\b(?:fs\.readFile|fs\.readDirectory|readText|getDiagnostics|findFiles|filesBelow|urisInTabs|documentsInTabs|cellsBefore|codeAttachment|commitChanges|newFiles|currentProblems|sendableChanges|readChanges|ripgrepRecords|search\.files|execute\w+(?:Provider|Symbols))\(/;
/** How a file asks the send policy. */
const ASKS =
  /\bcheckDocument\(|\bpermissions\.(?:check\w*|blocked\w+)\(|#permissions\.blocked\w+\(|#documents\.(?:permission|siteOf)\(|\bpaths\.(?:file|mayRead|mayName)\(/;

/** Files that read without asking the policy, and the reason. */
const OTHERS: Readonly<Record<string, string>> = {
  'src/vscode/actions/commitMessageCommand.ts': 'commitChanges asks',
  'src/vscode/git/commitChanges.ts': 'sendableChanges and newFiles ask',
  'src/vscode/git/readChanges.ts': 'sendableChanges asks',
  'src/vscode/chat/attachments/gitChanges.ts': 'sendableChanges asks',
  'src/vscode/actions/codeActions.ts': 'sends nothing',
  'src/vscode/chat/attachments/codeAttachment.ts': 'its callers ask',
  'src/vscode/chat/attachments/readText.ts': 'its callers ask',
  'src/vscode/chat/attachments/workspaceFiles.ts': 'lists for the user; Mentions asks',
  'src/vscode/chat/tools/ripgrep.ts': 'runs it; its callers ask',
  'src/vscode/chat/tools/scannedFiles.ts':
    'lists for WorkspaceSearch, which asks; reads ignore files',
  'src/vscode/completion/grammars/installedGrammars.ts': "files of VS Code's extensions",
  'src/vscode/completion/openDocuments.ts': 'its callers ask',
  'src/vscode/platform/repositoryIgnores.ts': 'reads ignore files',
  'src/vscode/storage/diskFiles.ts': 'own files',
};

describe('files that read files or documents', () => {
  for (const { path, text } of sourcesUnder('src/vscode')) {
    if (!READS.test(text) || path in OTHERS) continue;
    it(`${path} asks the send policy`, () => {
      assert.match(text, ASKS);
    });
  }

  it('lists only exceptions that exist', () => {
    const paths = new Set(sourcesUnder('src/vscode').map(({ path }) => path));
    assert.deepEqual(
      Object.keys(OTHERS).filter((path) => !paths.has(path)),
      [],
    );
  });
});
