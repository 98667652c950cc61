import assert from 'node:assert/strict';
import { LazyModule } from '../../../../src/vscode/app/lazyModule.ts';

describe('LazyModule', () => {
  function countingModule() {
    const counts = { loaded: 0, disposed: 0 };
    const module = new LazyModule(() => {
      counts.loaded += 1;
      return Promise.resolve({ dispose: () => (counts.disposed += 1) });
    });
    return { module, counts };
  }

  it('loads once, on first use', async () => {
    const { module, counts } = countingModule();
    assert.equal(module.loaded, undefined);
    assert.equal(counts.loaded, 0);
    const [first, second] = await Promise.all([module.load(), module.load()]);
    assert.equal(first, second);
    assert.equal(module.loaded, first);
    assert.equal(counts.loaded, 1);
  });

  it('disposes the module only if it was loaded', async () => {
    const { module, counts } = countingModule();
    module.dispose();
    assert.deepEqual(counts, { loaded: 0, disposed: 0 });
    await module.load();
    module.dispose();
    assert.deepEqual(counts, { loaded: 1, disposed: 1 });
  });

  it('loads again after a failure', async () => {
    let isBroken = true;
    const module = new LazyModule(() =>
      isBroken
        ? Promise.reject(new Error('missing'))
        : Promise.resolve({ dispose: () => undefined }),
    );
    await assert.rejects(module.load(), /missing/);
    assert.equal(module.loaded, undefined);
    isBroken = false;
    assert.ok(await module.load());
  });
});
