import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CallIds } from '../../../../src/mistral/tools/toolIds.ts';
import { ToolNames } from '../../../../src/mistral/tools/toolNames.ts';
import { wireTools } from '../../../../src/mistral/tools/wireTools.ts';

const odd = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a b', 'a.b', 'a_b', 'a/b', '', 'é', 'x'.repeat(64), 'x'.repeat(65)),
);

describe('ToolNames', () => {
  it('keeps valid names', () => {
    for (const name of ['f', 'read_file', 'Read-File-2', 'x'.repeat(64)]) {
      assert.equal(new ToolNames([name]).toWire(name), name);
    }
  });

  it('keeps names with the same valid characters unique', () => {
    const all = ['a b', 'a.b', 'a_b', 'x'.repeat(65), 'x'.repeat(66), ''];
    const names = new ToolNames(all);
    const wires = all.map((name) => names.toWire(name));
    assert.equal(new Set(wires).size, all.length);
    assert.match(wires[0] ?? '', /^a_b_\w{9}$/);
  });

  it("never reuses another tool's name", () => {
    const wire = new ToolNames(['a b']).toWire('a b');
    const names = new ToolNames(['a b', wire]);
    assert.equal(names.toWire(wire), wire);
    assert.notEqual(names.toWire('a b'), wire);
    assert.equal(names.fromWire(names.toWire('a b')), 'a b');
  });

  it('maps any name to a valid one and back', () => {
    fc.assert(
      fc.property(fc.array(odd), (all) => {
        const names = new ToolNames(all);
        for (const name of all) {
          assert.match(names.toWire(name), /^[a-zA-Z0-9_-]{1,64}$/);
          assert.equal(names.fromWire(names.toWire(name)), name);
          assert.equal(new ToolNames(all.toReversed()).toWire(name), names.toWire(name));
        }
      }),
    );
  });

  it('keeps names that the model invented', () => {
    assert.equal(new ToolNames(['f']).fromWire('g'), 'g');
  });
});

describe('CallIds', () => {
  function given(ids: readonly string[]): string[] {
    const calls = new CallIds(ids);
    return ids.map((id) => calls.next(id));
  }

  it('keeps valid IDs and is deterministic', () => {
    assert.deepEqual(given(['a1B2c3D4e']), ['a1B2c3D4e']);
    const [first] = given(['call_1', 'x']);
    assert.deepEqual(given(['call_1', 'y', 'z'])[0], first);
  });

  it('returns unique IDs of nine characters for any input', () => {
    const id = fc.oneof(odd, fc.constantFrom('call_0', 'aaaaaaaaa', 'null'));
    fc.assert(
      fc.property(fc.array(id), (ids) => {
        const wires = given(ids);
        assert.equal(new Set(wires).size, ids.length);
        for (const wire of wires) assert.match(wire, /^[a-zA-Z0-9]{9}$/);
      }),
    );
  });

  it('does not use an ID that occurs later', () => {
    const [wire = ''] = given(['call_1']);
    assert.deepEqual(given(['call_1', wire])[1], wire);
  });
});

describe('wireTools', () => {
  const schemas: [string, unknown, object][] = [
    ['none', undefined, { type: 'object', properties: {} }],
    ['a list', [1], { type: 'object', properties: {} }],
    ['one without a type', { properties: { a: {} } }, { type: 'object', properties: { a: {} } }],
    ['one with functions in it', { type: 'object', x: () => 1 }, { type: 'object' }],
    ['one as it should be', { type: 'object', required: [] }, { type: 'object', required: [] }],
  ];
  for (const [name, schema, parameters] of schemas) {
    it(`use an object schema for ${name}`, () => {
      const [tool] = wireTools([{ name: 'f', description: 'd', schema }], new ToolNames(['f']));
      assert.deepEqual(tool, { name: 'f', description: 'd', parameters });
    });
  }

  it('accept a recursive schema', () => {
    const schema: Record<string, unknown> = {};
    schema.self = schema;
    const [tool] = wireTools([{ name: 'f', description: '', schema }], new ToolNames(['f']));
    assert.deepEqual(tool?.parameters, { type: 'object', properties: {} });
  });

  it('keep the first tool of each name', () => {
    const offered = ['a', 'b', 'a'].map((name, at) => ({ name, description: `${at}`, schema: {} }));
    const tools = wireTools(offered, new ToolNames(['a', 'b']));
    assert.deepEqual(
      tools.map(({ name, description }) => [name, description]),
      [
        ['a', '0'],
        ['b', '1'],
      ],
    );
  });
});
