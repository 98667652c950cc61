/** How a language writes a statement and a block; `n` tells them apart. */
export interface Dialect {
  readonly languageId: string;
  /** The head of a block, with `0` for its number. */
  readonly open: string;
  readonly close: string;
  readonly statement: (n: number) => string;
}

function dialects(
  ids: string,
  open: string,
  close: string,
  statement: (n: number) => string,
): Dialect[] {
  return ids.split(' ').map((languageId) => ({ languageId, open, close, statement }));
}

const call = (n: number) => `run(${n})`;
const callWithEnd = (n: number) => `run(${n});`;

/** Languages by the way in which they close a block. */
export const FAMILIES: Readonly<Record<string, readonly Dialect[]>> = {
  braces: [
    ...dialects(
      'c cpp csharp dart java javascript javascriptreact objective-c perl php rust solidity typescript typescriptreact zig',
      'if (a0) {',
      '}',
      callWithEnd,
    ),
    ...dialects('go groovy kotlin powershell r scala swift', 'if (a0) {', '}', call),
    ...dialects('css less scss', '.a0 {', '}', (n) => `margin: ${n}px;`),
    ...dialects('terraform', 'a "b0" {', '}', (n) => `c${n} = ${n}`),
  ],
  words: [
    ...dialects('crystal fish julia matlab ruby', 'if a0', 'end', call),
    ...dialects('lua', 'if a0 then', 'end', call),
    ...dialects('elixir', 'if a0 do', 'end', call),
    ...dialects('shellscript', 'if a0; then', 'fi', (n) => `run ${n}`),
    ...dialects('vb', 'If a0 Then', 'End If', (n) => `Run(${n})`),
    ...dialects('fortran-modern', 'if (a0) then', 'end if', (n) => `call run(${n})`),
    ...dialects('ada vhdl', 'if A0 then', 'end if;', callWithEnd),
    ...dialects('verilog system-verilog', 'if (a0) begin', 'end', (n) => `b <= ${n};`),
    ...dialects('pascal', 'if a0 then begin', 'end;', callWithEnd),
    ...dialects('sql', 'IF a0 THEN', 'END IF;', (n) => `SET b = ${n};`),
    ...dialects('COBOL', 'IF A0 = 1', 'END-IF', (n) => `DISPLAY ${n}`),
    ...dialects('cmake', 'if(A0)', 'endif()', (n) => `set(B ${n})`),
  ],
  tags: [
    ...dialects('astro html svelte vue xml xsl', '<div>', '</div>', (n) => `<p>${n}</p>`),
    ...dialects('handlebars', '{{#if a0}}', '{{/if}}', (n) => `<p>${n}</p>`),
    ...dialects('svelte', '{#if a0}', '{/if}', (n) => `<p>${n}</p>`),
    ...dialects('jinja-html', '{% if a0 %}', '{% endif %}', (n) => `<p>${n}</p>`),
    ...dialects('erb', '<% if a0 %>', '<% end %>', (n) => `<p>${n}</p>`),
  ],
};

/** A block of a generated program: statements, and blocks with their own. */
export type Block = readonly (Block | 'statement')[];

/** Lines of a program; those of the chosen block are marked by their range. */
export interface Program {
  readonly lines: readonly string[];
  /** Indices of the head and of the closing line of the chosen block. */
  readonly head: number;
  readonly end: number;
}

/** Writes a program in a dialect. `chosen` selects one of its blocks. */
export function write(program: Block, chosen: number, unit: string, dialect: Dialect): Program {
  const lines: string[] = [];
  const blocks: { head: number; end: number }[] = [];
  const add = (block: Block, level: number): void => {
    for (const part of block) {
      const indentation = unit.repeat(level);
      if (part === 'statement') lines.push(indentation + dialect.statement(lines.length));
      else {
        const own = { head: lines.length, end: 0 };
        blocks.push(own);
        lines.push(indentation + dialect.open.replace('0', String(lines.length)));
        add(part, level + 1);
        own.end = lines.length;
        lines.push(indentation + dialect.close);
      }
    }
  };
  add(program, 0);
  return { lines, ...(blocks[chosen % blocks.length] ?? { head: 0, end: 0 }) };
}
