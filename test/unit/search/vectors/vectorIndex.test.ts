import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom } from '../../../server/random.ts';
import {
  MemoryIndexFiles,
  MemoryLock,
  testEntry,
  testIndex,
} from '../../../support/memoryIndexFiles.ts';

const FILE = 'vectors.bin';
const entries = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => testEntry(from + at));

describe('VectorIndex', () => {
  it('is the same after a restart', async () => {
    const files = new MemoryIndexFiles();
    const index = testIndex(files);
    assert.equal(await index.refresh(), 'missing');
    await index.add(entries(0, 5));
    await index.add(entries(3, 8));
    const again = testIndex(files);
    assert.equal(await again.refresh(), 'usable');
    assert.equal(again.size, 8);
    for (const { hash, vector } of entries(0, 8)) assert.equal(again.find(vector, 1)[0], hash);
  });

  it('is never broken by a crash at any moment, and resumes from there', async () => {
    const random = seededRandom(7);
    for (let kill = 0; kill < 100; kill += 1) {
      const files = new MemoryIndexFiles();
      const written: number[] = [];
      files.left = Math.floor(random() * 2_000);
      try {
        for (let at = 0; at < 20; at += 1) {
          await testIndex(files).add(entries(at * 3, at * 3 + 3));
          written.push(at);
        }
      } catch (error) {
        assert.equal((error as Error).message, 'killed');
      }
      files.left = Infinity;
      const index = testIndex(files);
      const state = await index.refresh();
      assert.ok(state === 'usable' || (state === 'missing' && written.length === 0), state);
      assert.equal(index.size, written.length * 3, 'each request that was answered is kept');
      await index.add(entries(1_000, 1_002));
      const again = testIndex(files);
      assert.equal(await again.refresh(), 'usable');
      assert.equal(again.size, written.length * 3 + 2);
    }
  });

  it('survives truncation at each byte', async () => {
    const files = new MemoryIndexFiles();
    const index = testIndex(files);
    for (let at = 0; at < 6; at += 1) await index.add(entries(at * 2, at * 2 + 2));
    const whole = files.files.get(FILE) ?? new Uint8Array();
    for (let length = 0; length <= whole.length; length += 1) {
      files.files.set(FILE, whole.slice(0, length));
      const cut = testIndex(files);
      assert.equal(await cut.refresh(), length < 64 ? 'damaged' : 'usable', `${length}`);
      for (const { hash, vector } of entries(0, cut.size))
        assert.equal(cut.find(vector, 1)[0], hash);
      await cut.add(entries(0, 12));
      assert.equal(cut.size, 12);
      const repaired = testIndex(files);
      assert.equal(await repaired.refresh(), 'usable');
      assert.equal(repaired.size, 12);
    }
  });

  it('reports a changed byte and never returns a changed vector', async () => {
    const files = new MemoryIndexFiles();
    const index = testIndex(files);
    for (let at = 0; at < 4; at += 1) await index.add(entries(at * 2, at * 2 + 2));
    const whole = files.files.get(FILE) ?? new Uint8Array();
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const changed = Uint8Array.from(whole);
          changed[at] = (changed[at] ?? 0) ^ by;
          files.files.set(FILE, changed);
          const read = testIndex(files);
          const state = await read.refresh();
          const isWhole = state === 'usable' && read.size === 8;
          assert.ok(!isWhole, `byte ${at}`);
          for (const { hash, vector } of entries(0, 8)) {
            if (read.has(hash)) assert.equal(read.find(vector, 1)[0], hash);
          }
        },
      ),
    );
  });

  for (const [name, { model, dimension }] of Object.entries({
    model: { model: 'codestral-embed-3', dimension: 8 },
    dimension: { model: 'codestral-embed', dimension: 16 },
  })) {
    it(`reports an index of another ${name}, and replaces it only when vectors are added`, async () => {
      const files = new MemoryIndexFiles();
      await testIndex(files).add(entries(0, 3));
      const before = files.files.get(FILE);
      const other = testIndex(files, { model, dimension });
      assert.equal(await other.refresh(), 'incompatible');
      assert.equal(other.size, 0);
      assert.equal(files.files.get(FILE), before);
      await other.add([testEntry(1, dimension)]);
      assert.equal(await other.refresh(), 'usable');
      assert.equal(await testIndex(files).refresh(), 'incompatible');
    });
  }

  it('reports an index of another version', async () => {
    const files = new MemoryIndexFiles();
    await testIndex(files).add(entries(0, 3));
    const bytes = files.files.get(FILE);
    assert.ok(bytes);
    bytes[4] = 2;
    assert.equal(await testIndex(files).refresh(), 'incompatible');
  });

  it('is written by one window and followed by the other', async () => {
    const files = new MemoryIndexFiles();
    const lock = new MemoryLock();
    const writer = testIndex(files, { lock: lock.for('writer') });
    const reader = testIndex(files, { lock: lock.for('reader') });
    await writer.add(entries(0, 3));
    assert.equal(await reader.refresh(), 'usable');
    assert.equal(await reader.add(entries(10, 11)), false);
    assert.equal(reader.size, 4, 'used in its own window');
    await writer.add(entries(3, 6));
    await reader.refresh();
    assert.equal(reader.size, 7);
    assert.equal(await reader.delete(), false);
    await writer.compact(() => false);
    await writer.release();
    assert.equal(await reader.add(entries(20, 21)), true);
    await writer.refresh();
    assert.ok(writer.has(testEntry(20).hash));
  });

  it('removes unused vectors once they are most of it', async () => {
    const files = new MemoryIndexFiles();
    const index = testIndex(files);
    await index.add(entries(0, 3_000));
    await index.compact((hash) => Number(hash) < 1_500);
    assert.equal(index.size, 3_000, 'not more than half');
    await index.compact((hash) => Number(hash) < 500);
    assert.equal(index.size, 500);
    const again = testIndex(files);
    await again.refresh();
    assert.equal(again.size, 500);
    assert.ok(again.has(testEntry(499).hash) && !again.has(testEntry(500).hash));
    assert.equal(again.find(testEntry(100).vector, 1)[0], testEntry(100).hash);
  });

  for (const kind of ['full', 'readOnly'] as const) {
    for (const before of [0, 3]) {
      it(`finds what a disk (${kind}) with ${before} vectors does not take, and writes it later`, async () => {
        const files = new MemoryIndexFiles();
        const index = testIndex(files);
        if (before > 0) await index.add(entries(0, before));
        files.fault = kind;
        await assert.rejects(index.add(entries(before, 6)), { name: 'IndexWriteError', kind });
        await index.refresh();
        for (const { hash, vector } of entries(0, 6)) assert.equal(index.find(vector, 1)[0], hash);
        const restarted = testIndex(files);
        assert.equal(await restarted.refresh(), before > 0 ? 'usable' : 'missing');
        assert.equal(restarted.size, before, 'what was written is intact');
        files.fault = undefined;
        await index.add(entries(6, 7));
        assert.equal(await restarted.refresh(), 'usable');
        assert.equal(restarted.size, 7);
        await index.refresh();
        assert.equal(index.size, 7);
      });
    }
  }

  it('is taken over from a window whose lock is left', async () => {
    const files = new MemoryIndexFiles();
    const lock = new MemoryLock();
    await testIndex(files, { lock: lock.for('killed') }).add(entries(0, 3));
    const index = testIndex(files, { lock: lock.for('next') });
    assert.equal(await index.add(entries(3, 4)), false);
    await index.takeOver();
    assert.equal(await index.add(entries(4, 5)), true);
    const again = testIndex(files);
    await again.refresh();
    assert.equal(again.size, 5, 'with those that were kept in memory');
  });

  it('finds texts that are used among thousands that are not', async () => {
    const index = testIndex(new MemoryIndexFiles());
    await index.add(entries(0, 3_000));
    const { hash, vector } = testEntry(2_999);
    // Others are just as close: a removed folder must not take their place.
    const found = index.find(vector, 5, (each) => each === hash);
    assert.deepEqual(found, [hash]);
  });
});
