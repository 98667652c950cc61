import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  activated,
  admin,
  closeAll,
  completionRequests,
  explanation,
  pause,
  triggerSuggestion,
  typeText,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';

/** Longer than the idle time after which declarations are found, in milliseconds. */
const IDLE_MS = 900;
const MAX_ATTEMPTS = 12;

const CLIENT = `export interface ParcelOptions {
  weightInGrams: number;
}

/** Sends parcels. */
export class ParcelClient {
  private secretState = 1;
  /** Hands a parcel over. */
  dispatchParcel(options: ParcelOptions): string {
    const hiddenBody = options.weightInGrams + this.secretState;
    return String(hiddenBody);
  }
}
`;

interface Sent {
  readonly prompt: string;
}

async function prompts(): Promise<readonly string[]> {
  return (await completionRequests()).map(({ rawBody }) => (JSON.parse(rawBody) as Sent).prompt);
}

/** Another line each time: a cached suggestion needs no request. */
let lines = 0;

/** The prompts of completions after a dot in a file that uses a closed one, until one of them has a text. */
async function promptsAfter(source: string, expected: string, attempts = MAX_ATTEMPTS) {
  const uri = await writeWorkspaceFile('declarations/use.ts', source);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  let last = '';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await vscode.commands.executeCommand('cursorBottom');
    lines += 1;
    const line = `const attempt${lines} = client.`;
    await typeText(`\n${line.slice(0, -1)}`);
    await pause(IDLE_MS);
    await typeText('.');
    await triggerSuggestion();
    const found = async () => (await prompts()).findLast((prompt) => prompt.endsWith(line));
    await until('a request', async () => (await found()) !== undefined);
    last = (await found()) ?? '';
    if (last.includes(expected)) break;
  }
  return last;
}

const USE = `import { makeClient } from './factory';
const client = makeClient();
`;

async function writeProject(): Promise<void> {
  await writeWorkspaceFile(
    'declarations/tsconfig.json',
    '{ "compilerOptions": { "strict": true } }',
  );
  await writeWorkspaceFile('declarations/parcelClient.ts', CLIENT);
  await writeWorkspaceFile(
    'declarations/factory.ts',
    `import { ParcelClient } from './parcelClient';\nexport const makeClient = () => new ParcelClient();\n`,
  );
}

describe('declarations of names near the cursor', () => {
  const editor = vscode.workspace.getConfiguration('editor');

  before(async () => {
    await activated();
    // A selected row of the suggest widget would be part of the prompt.
    await editor.update('quickSuggestions', false, vscode.ConfigurationTarget.Workspace);
    await editor.update('suggestOnTriggerCharacters', false, vscode.ConfigurationTarget.Workspace);
  });

  after(async () => {
    await editor.update('quickSuggestions', undefined, vscode.ConfigurationTarget.Workspace);
    await editor.update(
      'suggestOnTriggerCharacters',
      undefined,
      vscode.ConfigurationTarget.Workspace,
    );
  });

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    await admin().answer('42');
    await writeProject();
  });

  afterEach(async () => {
    await closeAll();
    await admin().reset();
  });

  it('include the members of a type in a closed file, without bodies', async () => {
    const prompt = await promptsAfter(USE, 'dispatchParcel(options: ParcelOptions): string');
    assert.match(prompt, /\+{5} declarations\/parcelClient\.ts\n/);
    assert.ok(prompt.includes('weightInGrams: number'), prompt);
    assert.ok(prompt.includes('// Hands a parcel over.'), prompt);
    assert.ok(!prompt.includes('hiddenBody') && !prompt.includes('secretState'), prompt);
    const open = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
    assert.equal(open.length, 1);
    // An explanation that was open before is refreshed late.
    await until('the explanation', async () =>
      /`declarations\/parcelClient\.ts`: .*near the cursor/.test(await explanation()),
    );
  });

  it('include nothing when the workspace turns them off, and nothing of files that may not be sent', async () => {
    const config = vscode.workspace.getConfiguration('codestral');
    const { Workspace } = vscode.ConfigurationTarget;
    // What is in the prompt once everything has been found.
    await promptsAfter(USE, 'dispatchParcel');
    await config.update('privacy.exclude', ['**/parcelClient.ts'], Workspace);
    try {
      const excluded = await promptsAfter(USE, '+++++ declarations/factory.ts');
      assert.match(excluded, /\+{5} declarations\/factory\.ts\n/);
      assert.ok(!excluded.includes('dispatchParcel'), excluded);
    } finally {
      await config.update('privacy.exclude', undefined, Workspace);
    }
    await writeWorkspaceFile('declarations/.gitignore', 'factory.ts\n');
    try {
      const ignored = await promptsAfter(USE, 'dispatchParcel');
      assert.ok(ignored.includes('dispatchParcel'), ignored);
      assert.ok(!ignored.includes('+++++ declarations/factory.ts'), ignored);
    } finally {
      await writeWorkspaceFile('declarations/.gitignore', '');
    }
    await config.update('completion.context.definitions', false, Workspace);
    try {
      const off = await promptsAfter(USE, 'dispatchParcel', 2);
      assert.ok(
        !off.includes('+++++ declarations/factory.ts') && !off.includes('dispatchParcel'),
        off,
      );
    } finally {
      await config.update('completion.context.definitions', undefined, Workspace);
    }
  });
});
