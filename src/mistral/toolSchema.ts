import type { ChatTool } from './chat.ts';
import { isRecord, parseJson } from './json.ts';
import type { ToolNames } from './toolNames.ts';

/** A tool as somebody offers it; its schema may be anything. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  readonly schema: unknown;
}

/**
 * Tools as Mistral takes them: each name once, and always an object of parameters. What cannot be written as JSON
 * becomes a tool without parameters.
 */
export function wireTools(tools: readonly OfferedTool[], names: ToolNames): readonly ChatTool[] {
  const first = new Map(tools.toReversed().map((tool) => [tool.name, tool]));
  return tools
    .filter((tool) => first.get(tool.name) === tool)
    .map(({ name, description, schema }) => ({
      name: names.toWire(name),
      description,
      parameters: parametersOf(schema),
    }));
}

function parametersOf(schema: unknown): Readonly<Record<string, unknown>> {
  const copy = copyOf(schema);
  if (!isRecord(copy)) return { type: 'object', properties: {} };
  return 'type' in copy ? copy : { type: 'object', ...copy };
}

/** What of a value survives the way over the wire; undefined where nothing does. */
function copyOf(value: unknown): unknown {
  try {
    return parseJson(JSON.stringify(value));
  } catch {
    return undefined;
  }
}
