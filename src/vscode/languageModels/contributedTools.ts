import * as vscode from 'vscode';
import { checkArguments } from '../../chat/tools/toolArguments.ts';
import type { DocumentLibrary } from '../chat/documents/documentLibrary.ts';
import { toolConfirmationText } from '../chat/documents/readDocumentTool.ts';
import type { ChatTools } from '../chat/tools/chatTools.ts';

/** Runs the extension's tools for other agents in VS Code, under the same policy as in the chat. */
export class ContributedTools {
  readonly #tools: Pick<ChatTools, 'own' | 'paths' | 'withoutKeys'>;
  readonly #documents: Pick<DocumentLibrary, 'costOf' | 'isServiceAvailable' | 'load' | 'reader'>;

  constructor(
    tools: Pick<ChatTools, 'own' | 'paths' | 'withoutKeys'>,
    documents: Pick<DocumentLibrary, 'costOf' | 'isServiceAvailable' | 'load' | 'reader'>,
  ) {
    this.#tools = tools;
    this.#documents = documents;
  }

  /** Lets VS Code ask the user before a document is read, if that costs money. */
  async prepareReading(input: object): Promise<vscode.PreparedToolInvocation> {
    const { t } = vscode.l10n;
    const { paths } = this.#tools;
    const question = await toolConfirmationText(
      { ...input },
      { paths, documents: this.#documents },
    );
    const invocationMessage = t('Reading a document');
    if (question === undefined) return { invocationMessage };
    return {
      invocationMessage,
      confirmationMessages: { title: t('Read this document?'), message: question },
    };
  }

  /** Runs a tool by its own name, such as `read_file`. Mistakes of the model are results, not errors. */
  async invoke(
    name: string,
    { input }: vscode.LanguageModelToolInvocationOptions<object>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const controller = new AbortController();
    const listening = token.onCancellationRequested(() => {
      controller.abort();
    });
    if (token.isCancellationRequested) controller.abort();
    try {
      const text = await this.#run(name, input, controller.signal);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    } finally {
      listening.dispose();
    }
  }

  async #run(name: string, input: object, signal: AbortSignal): Promise<string> {
    const tool = this.#tools.own.find(({ definition }) => definition.name === name);
    if (!tool) throw new Error(`There is no tool ${name}.`);
    const checked = checkArguments(JSON.stringify(input), tool.definition.parameters);
    if ('error' in checked) return checked.error;
    const { content } = await tool.run(checked.values, signal);
    if (signal.aborted) throw new vscode.CancellationError();
    return this.#tools.withoutKeys(content);
  }
}
