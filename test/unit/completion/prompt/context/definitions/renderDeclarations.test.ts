import { equal } from 'node:assert/strict';
import { renderDeclaration } from '../../../../../../src/completion/prompt/context/definitions/renderDeclarations.ts';
import type { Declaration } from '../../../../../../src/outline/declaration.ts';
import { outlineOf } from '../../../../../../src/outline/outline.ts';

const MARKS = { comment: '#', indent: '    ' };

const STATUS = `class Status:
    """The answers of a server."""
    OK = 200, 'Everything is fine, nothing follows'
    GONE = 410, 'It was here, but is not any more'
    limit: int = 4_000_000_000
    def __init__(self, reason='a long text that is the default'):
        self.reason = reason
    def is_error(self):
        return self >= 400
`;

/** Renders the only declaration of a Python file. */
function render(text: string, maxLength: number): string {
  const [declaration] = outlineOf(text.split('\n'), 'python') as [Declaration];
  return renderDeclaration(declaration, undefined, maxLength, MARKS);
}

describe('renderDeclaration', () => {
  it('leaves out the documentation first, then the values of members, then all but their names', () => {
    const whole = render(STATUS, 1000);
    equal(whole.includes('# The answers of a server.'), true);
    equal(whole.includes("OK = 200, 'Everything is fine, nothing follows'"), true);
    const undocumented = render(STATUS, whole.length - 1);
    equal(undocumented, whole.split('\n').slice(1).join('\n'));
    const withoutValues = render(STATUS, undocumented.length - 1);
    equal(
      withoutValues,
      undocumented.replace(/(OK|GONE|reason) = .*/g, '$1').replace(' = 4_000_000_000', ''),
    );
    equal(withoutValues.includes("reason='a long text that is the default'"), true);
    const names = render(STATUS, withoutValues.length - 1);
    equal(names.length < withoutValues.length, true);
    for (const name of ['OK', 'GONE', 'limit', '__init__', 'is_error']) {
      equal(names.includes(name), true, names);
    }
  });

  it('is empty if not even the signature fits', () => {
    equal(render(STATUS, 10), '');
  });

  for (const [line, expected] of [
    ['static readonly RETRIES = 12_345_678_901;', 'static readonly RETRIES'],
    ['readonly pattern = /=/;', 'readonly pattern'],
    ['compare(a: string, b = 12345678901): number;', '// compare'],
    ['readonly compare: (a: string) => number;', '// compare'],
  ] as const) {
    it(`shortens "${line}" to "${expected}"`, () => {
      const outline = outlineOf(['class Options {', `  ${line}`, '}'], 'typescript');
      const [declaration] = outline as [Declaration];
      const marks = { comment: '//', indent: '  ' };
      const whole = renderDeclaration(declaration, undefined, 1000, marks);
      equal(whole, `class Options\n  ${line.replace(/;$/, '')}`);
      const short = renderDeclaration(declaration, undefined, whole.length - 1, marks);
      equal(short, `class Options\n  ${expected}`);
    });
  }
});
