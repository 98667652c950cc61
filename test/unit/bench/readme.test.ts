import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { format } from 'oxfmt';
import { withFigures } from '../../bench/readme.ts';
import type { Results } from '../../bench/results.ts';

const readme = readFileSync('README.md', 'utf8');
const results = JSON.parse(readFileSync('test/bench/results.json', 'utf8')) as Results;

describe('withFigures', () => {
  it('leaves a README with the figures of results.json unchanged', async () => {
    const renewed = await format('README.md', withFigures(readme, results), { printWidth: 100 });
    assert.equal(readme, renewed.code);
  });

  it('throws if the markers are missing', () => {
    assert.throws(() => withFigures('nothing', results), /markers/);
  });
});
