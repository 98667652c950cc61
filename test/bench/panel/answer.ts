/** A section of a typical answer: a heading, prose, a list, code, a table. */
function section(number: number): string {
  return `## ${number}. Totals of the cart

The function \`totalOf\` adds the **prices** of all lines and takes the *discount* off at the end. It is
called from [the checkout](https://example.com/checkout) and from \`src/cart.ts\`, so both see the change.
Rounding happens once, after the discount, and ~~not for each line~~ in whole cents.

- Lines without a price are left out.
- The discount is a share, from \`0\` to \`1\`.
  - It is **not** checked here.
- A cart that is empty costs nothing.

1. Write the type of a line.
2. Add the function, and \`export\` it.
3. Run the tests.

\`\`\`ts title="src/cart${number}.ts"
/** An item of the cart: its name, its quantity, and its price in cents. */
export interface Line {
  readonly name: string;
  readonly count: number;
  readonly price?: number;
}

/** The total of all items, in cents. */
export function totalOf(lines: readonly Line[], discount = 0): number {
  let total = 0;
  for (const { count, price } of lines) {
    if (price === undefined) continue;
    total += count * price;
  }
  return Math.round(total * (1 - discount));
}

export class Cart {
  readonly #lines: Line[] = [];

  add(line: Line): void {
    this.#lines.push(line);
    console.log(\`\${this.#lines.length} lines, the last one is \${line.name}\`);
  }

  get total(): number {
    return totalOf(this.#lines, 0.1);
  }
}
\`\`\`

| case | lines | discount | total |
|---|---:|---:|---:|
| empty | 0 | 0 % | 0 |
| one line | 1 | 0 % | 250 |
| two lines | 2 | 10 % | **450** |

> A discount of more than 1 makes the total negative; see \`checkout.ts\`.

`;
}

/** All sections have the same length, so the first and the last hundred pieces have the same content. */
const SECTION = 2_000;
const REMARK =
  'Whoever reads the total elsewhere should take it from here, since the order of rounding matters. '.repeat(
    5,
  );

/** An answer of 30 kB. */
export const ANSWER = Array.from({ length: 15 }, (_, at) => {
  const text = section(at + 1);
  return `${text}${REMARK.slice(0, SECTION - 3 - text.length)}.\n\n`;
}).join('');

/** The number of pieces. */
const PIECES = 500;

/** The answer in pieces of equal size. */
export function pieces(): readonly string[] {
  const size = Math.ceil(ANSWER.length / PIECES);
  return Array.from({ length: PIECES }, (_, at) => ANSWER.slice(at * size, (at + 1) * size));
}
