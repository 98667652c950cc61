import { scenarios, runScenario } from '../tools/check.ts';
import { theHost, thePackage } from '../support/testEditor.ts';

describe('the installed package', () => {
  // Each scenario starts another editor. The tests of keys cover the others; `npm start -- --check` runs all of them.
  for (const scenario of scenarios.filter(({ name }) => name === 'codestral-key')) {
    it(`completes with ${scenario.name.replace('-', ' ')}`, async () => {
      await runScenario(scenario, {
        host: await theHost(),
        vsix: await thePackage(),
        log: () => undefined,
      });
    });
  }
});
