import { scenarios, walkThrough } from '../tools/check.ts';
import { theHost, thePackage } from './support.ts';

describe('the installed package', () => {
  for (const scenario of scenarios) {
    it(`completes with ${scenario.name.replace('-', ' ')}`, async () => {
      await walkThrough(scenario, {
        host: await theHost(),
        vsix: await thePackage(),
        log: () => undefined,
      });
    });
  }
});
