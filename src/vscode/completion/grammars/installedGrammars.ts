import * as vscode from 'vscode';
import { GrammarCatalogue } from '../../../completion/tokenization/grammarCatalogue.ts';
import type { GrammarTokenizer } from '../../../completion/tokenization/grammarTokenizer.ts';
import type { TextMateGrammars } from '../../../completion/tokenization/textmate.ts';

/** Maximum size of a grammar's file, in bytes; the largest one in VS Code 1.139 has 1.1 MB. */
const MAX_GRAMMAR_BYTES = 4_000_000;

/** The grammars of the installed extensions. Nothing is loaded before the first one is needed. */
export class InstalledGrammars implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  #grammars: Promise<TextMateGrammars> | undefined;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /** Loads the grammar of a language; undefined if there is none that can be used. Never rejects. */
  async load(languageId: string): Promise<GrammarTokenizer | undefined> {
    try {
      this.#grammars ??= openGrammars();
      return await (await this.#grammars).load(languageId);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.warn(`the grammar of ${languageId} can't be used: ${reason}`);
      return undefined;
    }
  }

  /** An extension was installed or removed: the grammars are loaded again when they are needed. */
  onExtensionsChanged(): void {
    const grammars = this.#grammars;
    this.#grammars = undefined;
    void grammars?.then(
      (loaded) => {
        loaded.dispose();
      },
      () => undefined,
    );
  }

  dispose(): void {
    this.onExtensionsChanged();
  }
}

async function openGrammars(): Promise<TextMateGrammars> {
  const { TextMateGrammars } = await import('../../../completion/tokenization/textmate.ts');
  const { readEngine } = await import('./onigurumaEngine.ts');
  const extensions = vscode.extensions.all.map(({ extensionUri, packageJSON }) => ({
    folder: extensionUri.toString(),
    grammars: grammarsIn(packageJSON),
  }));
  return new TextMateGrammars(new GrammarCatalogue(extensions), {
    read: readGrammar,
    engine: readEngine,
  });
}

function grammarsIn(manifest: unknown): unknown {
  const { contributes } = manifest as { contributes?: { grammars?: unknown } };
  return contributes?.grammars;
}

/** Reads the file of an installed extension, which belongs to VS Code and not to the user. */
async function readGrammar(uri: string): Promise<string> {
  const file = vscode.Uri.parse(uri);
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_GRAMMAR_BYTES) throw new Error(`its file has ${size} bytes`);
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}
