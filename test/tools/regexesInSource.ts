import ts from 'typescript';

/** A regular expression in a source file. */
export interface FoundExpression {
  /** File and line. */
  readonly place: string;
  /** Undefined if it is only known at run time. */
  readonly source?: string;
  readonly flags: string;
  /** Why there is no source. */
  readonly problem?: string;
}

/**
 * The regular expressions of a file: literals, and calls of `RegExp` with constant text. A call with any other text
 * can't be checked and is reported as a problem.
 */
export function expressionsIn(path: string, text: string): FoundExpression[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: FoundExpression[] = [];
  const constants = constantsOf(file);
  const visit = (node: ts.Node): void => {
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const place = `${path}:${line}`;
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push({ place, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    } else if (isRegExpCall(node)) {
      const [pattern, options] = node.arguments ?? [];
      const source = pattern && valueOf(pattern, constants);
      const flags = options ? valueOf(options, constants) : '';
      found.push(
        source === undefined || flags === undefined
          ? { place, flags: '', problem: 'is not made of constant text' }
          : { place, source, flags },
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

type RegExpCall = ts.NewExpression | ts.CallExpression;

function isRegExpCall(node: ts.Node): node is RegExpCall {
  return (
    (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'RegExp'
  );
}

/** The string constants at the top level of a file. */
function constantsOf(file: ts.SourceFile): ReadonlyMap<string, string> {
  const constants = new Map<string, string>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      const value = initializer && valueOf(initializer, constants);
      if (value !== undefined && ts.isIdentifier(name)) constants.set(name.text, value);
    }
  }
  return constants;
}

function valueOf(node: ts.Expression, constants: ReadonlyMap<string, string>): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isIdentifier(node)) return constants.get(node.text);
  if (!ts.isTemplateExpression(node)) return undefined;
  let text = node.head.text;
  for (const { expression, literal } of node.templateSpans) {
    const value = valueOf(expression, constants);
    if (value === undefined) return undefined;
    text += value + literal.text;
  }
  return text;
}
