import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type {
  DefinitionKind,
  LanguageServer,
} from '../../completion/prompt/context/definitions/languageServer.ts';
import {
  locationsIn,
  symbolsIn,
} from '../../completion/prompt/context/definitions/serverAnswers.ts';
import { ServerCalls } from '../../completion/prompt/context/definitions/serverCalls.ts';

const COMMANDS: Readonly<Record<DefinitionKind, string>> = {
  definition: 'vscode.executeDefinitionProvider',
  typeDefinition: 'vscode.executeTypeDefinitionProvider',
};

/** Asks the language servers of VS Code's extensions through its commands. */
export class LanguageServerCommands {
  readonly #calls: ServerCalls;

  constructor(clock: Clock) {
    this.#calls = new ServerCalls(clock);
  }

  /** The language servers for a document. `file` is its file, or its notebook for a cell. */
  serverFor(document: vscode.TextDocument, file: vscode.Uri): LanguageServer {
    const { uri, languageId } = document;
    const ask = (command: string, ...parameters: readonly unknown[]) =>
      this.#calls.call(languageId, () => vscode.commands.executeCommand(command, ...parameters));
    return {
      locate: async (kind, { line, column }) => {
        if (document.isClosed || line >= document.lineCount) return [];
        const found = await ask(COMMANDS[kind], uri, new vscode.Position(line, column));
        return found && locationsIn(found, uri, file);
      },
      symbols: async (path) => {
        const target = file.with({ path, query: '', fragment: '' });
        const found = await ask('vscode.executeDocumentSymbolProvider', target);
        return found && symbolsIn(found);
      },
    };
  }
}
