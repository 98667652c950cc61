import { scenarios, runScenario } from '../tools/check.ts';
import { theHost, thePackage } from '../support/testEditor.ts';

describe('the installed package', () => {
  // Each scenario starts another editor. Other tests enter a Mistral key; `npm start -- --check` runs all scenarios.
  for (const scenario of scenarios.filter(({ name }) => name !== 'mistral-key')) {
    it(`completes with ${scenario.name.replace('-', ' ')}`, async () => {
      await runScenario(scenario, {
        host: await theHost(),
        vsix: await thePackage(),
        log: () => undefined,
      });
    });
  }
});
