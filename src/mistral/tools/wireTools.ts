import type { ChatTool } from '../chat.ts';
import type { ToolNames } from './toolNames.ts';
import { repairedParameters } from './repairSchema.ts';

/** A tool of another extension. Its schema may be anything. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  readonly schema: unknown;
}

/**
 * Converts tools for Mistral: unique names and an object of parameters in JSON Schema draft-07. A tool whose schema
 * can't be repaired would fail the whole request: it is left out, and its name is reported.
 */
export function wireTools(
  tools: readonly OfferedTool[],
  names: ToolNames,
  onLeftOut: (name: string) => void = () => undefined,
): readonly ChatTool[] {
  const first = new Map(tools.toReversed().map((tool) => [tool.name, tool]));
  const unique = tools.filter((tool) => first.get(tool.name) === tool);
  return unique.flatMap(({ name, description, schema }) => {
    const parameters = repairedParameters(schema);
    if (!parameters) {
      onLeftOut(name);
      return [];
    }
    // Other extensions may not respect the types.
    const text = typeof description === 'string' ? description : '';
    return [{ name: names.toWire(name), description: text, parameters }];
  });
}
