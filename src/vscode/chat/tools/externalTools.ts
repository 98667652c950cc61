import * as vscode from 'vscode';
import { failedCall } from '../../../chat/tools/tool.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import { ToolNames } from '../../../mistral/tools/toolNames.ts';
import { wireTools } from '../../../mistral/tools/wireTools.ts';
import { resultText } from '../../languageModels/toolResult.ts';

/** Tools that this extension contributes to VS Code: the chat has them itself. */
const OWN = /^codestral_/;

/** The tools of other extensions and MCP servers that VS Code knows. */
export function externalTools(): readonly vscode.LanguageModelToolInformation[] {
  return vscode.lm.tools.filter(({ name }) => !OWN.test(name));
}

/**
 * The selected tools of other extensions and MCP servers. Their own confirmations stay. Tools that the service would
 * reject because of their schema are left out. `taken` are the names of the extension's own tools.
 */
export function selectedExternalTools(
  selected: readonly string[],
  taken: readonly string[],
): readonly Tool[] {
  // What they do is not known, so they need trust like code of the workspace.
  if (!vscode.workspace.isTrusted || selected.length === 0) return [];
  const chosen = new Set(selected);
  const infos = externalTools().filter(({ name }) => chosen.has(name) && !taken.includes(name));
  const names = new ToolNames([...taken, ...infos.map(({ name }) => name)]);
  const offered = infos.map((info) => ({ ...info, schema: info.inputSchema }));
  const byName = new Map(infos.map((info) => [info.name, info]));
  return wireTools(offered, names).flatMap((definition): Tool[] => {
    const info = byName.get(names.fromWire(definition.name));
    if (!info) return [];
    return [
      { definition, mayRepeat: true, run: (args, signal) => invokeTool(info.name, args, signal) },
    ];
  });
}

async function invokeTool(
  name: string,
  input: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => {
    source.cancel();
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const options = { input, toolInvocationToken: undefined };
    const { content } = await vscode.lm.invokeTool(name, options, source.token);
    return { content: resultText(content) || 'The tool returned nothing.' };
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 300) : '';
    return failedCall(`The tool failed or was not confirmed by the user. ${reason}`.trim());
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}

/** Where a tool comes from, for the user: an extension's name, or MCP. */
export function originOf(name: string): string {
  const { t } = vscode.l10n;
  for (const { packageJSON, id } of vscode.extensions.all) {
    const { contributes, displayName } = packageJSON as {
      readonly contributes?: { readonly languageModelTools?: unknown };
      readonly displayName?: unknown;
    };
    const tools: unknown = contributes?.languageModelTools;
    const isOf = (tool: unknown) => (tool as { readonly name?: unknown } | null)?.name === name;
    if (Array.isArray(tools) && tools.some(isOf)) {
      return typeof displayName === 'string' && !displayName.startsWith('%') ? displayName : id;
    }
  }
  return name.startsWith('mcp_') ? t('MCP server') : t('Other');
}
