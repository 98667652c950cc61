/** The minimum length of a long tour, in characters. */
const longTour = 30_000;

const tour = `# A tour of Markdown

This answer has a bit of everything, with **bold**, *italic*, ~~struck~~ and \`inline code\`, a
[link](https://docs.mistral.ai/) and an emoji 🙂.

## A table

| Method | Cost | Where it is used |
| :----- | ---: | :--------------: |
| \`push\` | O(1) | queues and stacks |
| \`shift\` | O(n) | nowhere, please |
| \`sort\` | O(n log n) | \`a \\| b\` in lists |

## A list of tasks

- [x] Read the question
- [ ] Think about it
  - [x] once
  - [ ] twice
- [ ] Answer

1. First
2. Second
   - with a point below it
3. Third

## Code in several languages

\`\`\`ts
export function total(prices: readonly number[]): number {
  return prices.reduce((sum, price) => sum + price, 0);
}
\`\`\`

\`\`\`python
def total(prices: list[float]) -> float:
    """Adds them up."""
    return sum(prices)
\`\`\`

\`\`\`sh
npm test -- --grep "total"
\`\`\`

\`\`\`json
{ "prices": [1, 2.5, 3], "currency": "EUR" }
\`\`\`

## A fence within a fence

\`\`\`\`markdown
Write a block like this one:

\`\`\`js
console.log('inner');
\`\`\`
\`\`\`\`

> A quote,
> over two lines.
>
> > And one within it.

---

That is all.
`;

/** Another chapter of a long answer. */
const chapter = (number: number): string => `
## Chapter ${number}

Paragraph ${number} says that the total of a cart is the sum of its items, item by item, and that the
\`total${number}\` of an empty one is **0**. It says so in words enough to fill more than one line.

- point ${number}.1, with \`code\`
- point ${number}.2, with *emphasis*

\`\`\`ts
export const total${number} = (prices: readonly number[]): number => {
  let sum = ${number};
  for (const price of prices) sum += price;
  return sum;
};
\`\`\`

| Step | Sum |
| ---: | --: |
| ${number} | ${number * 2} |
| ${number + 1} | ${number * 2 + 2} |
`;

/** A tour of Markdown features; about 30 kB if it has to be long. */
export function tourFor(question: string): string | undefined {
  const words = new Set(question.toLowerCase().match(/\p{L}+/gu));
  if (!['table', 'long', 'everything'].some((word) => words.has(word))) return undefined;
  let text = tour;
  if (!words.has('long')) return text;
  for (let number = 1; text.length < longTour; number += 1) text += chapter(number);
  return text;
}
