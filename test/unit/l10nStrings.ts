import assert from 'node:assert/strict';
import ts from 'typescript';
import type { Source } from './sources.ts';

/** Properties of VS Code's API whose text is shown to users. */
const SHOWN =
  /^(title|placeHolder|placeholder|prompt|label|detail|description|tooltip|text|validationMessage)$/;

/** Where `t` may occur other than in calls: where it is passed or received under its own name. */
const KEEPS_NAME: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PropertyAccessExpression,
  ts.SyntaxKind.BindingElement,
  ts.SyntaxKind.Parameter,
  ts.SyntaxKind.PropertySignature,
  ts.SyntaxKind.ShorthandPropertyAssignment,
]);

/** Functions of VS Code's API that show their first argument. */
const SHOWS = /^(show(Information|Warning|Error)Message|setStatusBarMessage)$/;

/**
 * The English texts that a source passes to `vscode.l10n.t`. Throws if a text is not a literal, if its placeholders
 * have no values, and if text is shown that did not go through `t`.
 */
export function stringsIn({ path, text }: Source): string[] {
  const words: string[] = [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const isAdapter = /^src\/(messages|vscode)\//.test(path) || path === 'src/extension.ts';
  const visit = (node: ts.Node): void => {
    const here = (): string => {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      return `${path}:${line + 1}: ${node.getText().slice(0, 120)}`;
    };
    if (isAdapter && isTranslation(node)) {
      const [first, ...values] = node.arguments;
      assert.ok(first && ts.isStringLiteralLike(first), `${here()}\nno plain text`);
      const places = new Set(first.text.match(/\{\d\}/g)).size;
      // The panel fills in its own placeholders.
      const isTemplate = path.endsWith('/localizedPanelStrings.ts') && values.length === 0;
      assert.ok(isTemplate || values.length === places, `${here()}\nplaceholders and values`);
      words.push(first.text);
    } else if (isAdapter) {
      assert.ok(
        !escapes(node),
        `${here()}\nonly a call of t, or const { t } = vscode.l10n, is followed`,
      );
      const shown = shownBy(node);
      assert.ok(!shown || !isEnglish(shown), `${here()}\nshown without going through t`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return words;
}

function isTranslation(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) && /^(t|context\.t|vscode\.l10n\.t)$/.test(node.expression.getText())
  );
}

/** Whether `t` or `vscode.l10n` is used in a way that hides its calls. */
function escapes(node: ts.Node): boolean {
  if (!ts.isIdentifier(node)) return false;
  const { parent } = node;
  if (node.text === 'l10n') {
    const owner = parent.parent;
    if (ts.isVariableDeclaration(owner)) return owner.name.getText() !== '{ t }';
    return owner.getText() !== 'vscode.l10n.t';
  }
  if (node.text !== 't') return false;
  // The extension's functions receive it under its own name, so that its calls are found everywhere.
  if (ts.isCallExpression(parent)) {
    return parent.expression !== node && !ts.isIdentifier(parent.expression);
  }
  return !KEEPS_NAME.has(parent.kind);
}

/** The expression whose text a piece of code shows to users. */
function shownBy(node: ts.Node): ts.Expression | undefined {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return SHOWS.test(node.expression.name.text) ? node.arguments[0] : undefined;
  }
  if (ts.isPropertyAssignment(node)) {
    return SHOWN.test(node.name.getText()) ? node.initializer : undefined;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const { left, right } = node;
    return ts.isPropertyAccessExpression(left) && SHOWN.test(left.name.text) ? right : undefined;
  }
  return undefined;
}

/** Whether a text contains words of a language, as opposed to identifiers, icons and separators. */
function isEnglish(shown: ts.Expression): boolean {
  const written = ts.isStringLiteralLike(shown)
    ? shown.text
    : ts.isTemplateExpression(shown)
      ? [shown.head, ...shown.templateSpans.map(({ literal }) => literal)]
          .map(({ text }) => text)
          .join(' ')
      : '';
  return /\p{L}{2,}/u.test(written.replace(/\$\([\w~-]+\)|Codestral|Mistral/g, ''));
}
