import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Declaration } from '../../../src/outline/declaration.ts';
import { outlineOf } from '../../../src/outline/outline.ts';

function shown(declarations: readonly Declaration[], indent = ''): string[] {
  return declarations.flatMap(({ text, owner, members }) => [
    `${indent}${owner === undefined ? '' : `${owner} < `}${text}`,
    ...shown(members, `${indent}  `),
  ]);
}

function check(languageId: string, source: string, expected: readonly string[]): void {
  assert.deepEqual(shown(outlineOf(source.split('\n'), languageId)), expected);
}

describe('outlineOf', () => {
  it('reads TypeScript: signatures, fields and enum members without bodies', () => {
    check(
      'typescript',
      `import { a } from './a';
export { b } from './b';
/** A client. */
export class Client<
  T extends object,
> extends Base<T> {
  private hidden = 1;
  #secret = 2;
  readonly url: string;
  @Input() name?: string;
  constructor(private readonly http: Http) { super(); }
  /** Sends. */
  async send(
    request: Request, // a comment
    { retries = 3 }: { retries?: number } = {},
  ): Promise<{ status: number }> {
    const local = 1;
  }
}
export const make = async (url: string): Promise<Client> => {
  return new Client(url);
};
export type Mode =
  | 'a'
  | 'b';
export const LIMITS = {
  most: 10,
  nested: { deep: 1 },
};
enum Color {
  Red,
  Green = 'green',
}
run();`,
      [
        'export class Client<T extends object> extends Base<T>',
        '  readonly url: string',
        '  @Input() name?: string',
        '  constructor(private readonly http: Http)',
        '  async send(request: Request, { retries = 3 }: { retries?: number } = {}): Promise<{ status: number }>',
        'export const make = async (url: string): Promise<Client> =>',
        "export type Mode = | 'a' | 'b'",
        'export const LIMITS',
        '  most: 10,',
        '  nested: { deep: 1 },',
        'enum Color',
        '  Red,',
        "  Green = 'green',",
      ],
    );
  });

  it('reads JavaScript with prototypes and exports', () => {
    check(
      'javascript',
      `const other = require('./other');
function Runner(suite) {
  this.suite = suite;
}
Runner.prototype.run = function (done) {
  done();
};
module.exports = {
  Runner,
  start(options) {
    return options;
  },
};`,
      [
        'function Runner(suite)',
        'Runner < Runner.prototype.run = function (done)',
        'module.exports',
        '  Runner,',
        '  start(options)',
      ],
    );
  });

  it('reads Python with documentation and assigned fields', () => {
    const source = `"""The module."""
import os
LIMIT: int = 3
@dataclass
class Job(Base):
    """A job."""
    retries: int = 0

    def __init__(self, name: str):
        self.name = name

    async def run(
        self,
        *args,
    ) -> int:
        """Runs."""
        return 1

def main(): pass`;
    check('python', source, [
      'LIMIT: int = 3',
      'class Job(Base)',
      '  retries: int = 0',
      '  def __init__(self, name: str)',
      '  self.name = name',
      '  async def run(self, *args) -> int',
      'def main()',
    ]);
    const [, job] = outlineOf(source.split('\n'), 'python');
    assert.equal(job?.doc, 'A job.');
    assert.equal(job.members.at(-1)?.doc, 'Runs.');
  });

  it('reads Go, Rust, Java and C', () => {
    check(
      'go',
      'package a\nconst (\n\tOne = 1\n\tTwo\n)\ntype S struct {\n\tDir string\n}\nfunc (s *S) Open(name string) error {\n\treturn nil\n}',
      [
        'const One = 1',
        'const Two',
        'type S struct',
        '  Dir string',
        'S < func (s *S) Open(name string) error',
      ],
    );
    check(
      'rust',
      "mod a;\n#[derive(Clone)]\npub struct P<'a> {\n    pub text: &'a str,\n}\nimpl<'a> Show for P<'a> {\n    fn show(&self) -> String {\n        x()\n    }\n}",
      [
        "pub struct P<'a>",
        "  pub text: &'a str,",
        "impl<'a> Show for P<'a>",
        '  fn show(&self) -> String',
      ],
    );
    check(
      'java',
      'package a;\n\n@Entity(name = "x")\npublic class A {\n    private int no;\n    @Override\n    public List<String> names() {\n        return null;\n    }\n}',
      ['public class A', '  public List<String> names()'],
    );
    check(
      'c',
      '#ifndef A_H\n#define A_H\n#define SIZE 4\nenum e {\n    E_ONE,\n    E_TWO,\n};\ntypedef struct {\n    int a;\n} pair;\nstatic int\nsum(const pair *p,\n    int n)\n{\n    return 1;\n}\n#endif',
      [
        '#define SIZE 4',
        'enum e',
        '  E_ONE,',
        '  E_TWO,',
        'typedef struct',
        '  int a',
        'static int sum(const pair *p, int n)',
      ],
    );
    assert.deepEqual(outlineOf(['typedef struct {', '    int a;', '} pair;'], 'c')[0]?.names, [
      'pair',
    ]);
  });

  it('bounds what is minified, endless or deep', () => {
    const minified = `export class A{${'m(){return 1}'.repeat(100_000)}}`;
    assert.deepEqual(outlineOf([minified], 'typescript'), []);
    const endless = ['export type A =', ...Array.from({ length: 5_000 }, () => "  | 'x'")];
    assert.ok((outlineOf(endless, 'typescript')[0]?.text.length ?? 0) <= 320);
    const many = Array.from({ length: 20_000 }, (_, at) => `export const c${at} = ${at};`);
    assert.equal(outlineOf(many, 'typescript').length, 1000);
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      ...[
        'class A',
        '{',
        '}',
        '(',
        ')',
        '\n',
        '  ',
        'def f',
        ':',
        '=',
        '=>',
        '"',
        "'",
        '`',
        '/*',
        '*/',
      ],
      ...[
        '//',
        '#',
        '@x',
        'fn a',
        'type B',
        ';',
        ',',
        '<',
        '>',
        'impl X for Y',
        '\t',
        '"""',
        '[',
        ']',
      ],
    );
    const languages = fc.constantFrom(
      'typescript',
      'python',
      'go',
      'rust',
      'java',
      'c',
      'ruby',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), languages, (pieces, languageId) => {
        const lines = pieces.join(' ').split('\n');
        for (const { line, end, text } of outlineOf(lines, languageId)) {
          assert.ok(line < end && end <= lines.length && text !== '');
        }
      }),
    );
  });
});
