import assert from 'node:assert/strict';
import { DefinitionContext } from '../../../../../../src/completion/prompt/context/definitions/definitionContext.ts';
import type { LanguageServer } from '../../../../../../src/completion/prompt/context/definitions/languageServer.ts';
import { documentOf } from '../../../../../support/openDocuments.ts';
import { realClock } from '../../../../../support/fakeClock.ts';
import { MemoryProject } from '../../../../../support/memoryProject.ts';
import { neverAborted } from '../../../../../support/settle.ts';

const silent: LanguageServer = {
  locate: () => Promise.resolve([]),
  symbols: () => Promise.resolve([]),
};
const CLIENT =
  'export class Client extends Base {\n  send(body: Body): void {\n    secret();\n  }\n}\nexport interface Body {\n  size: number;\n}';

/** A class with a number of methods. */
function classOf(name: string, count: number): string {
  const methods = Array.from({ length: count }, (_, at) => `  m${at}(value: string): void {}`);
  return `export class ${name} {\n${methods.join('\n')}\n}`;
}

function setUp(texts: Readonly<Record<string, string>>) {
  const project = new MemoryProject(texts);
  const context = new DefinitionContext(realClock());
  const ask = (text: string, server = silent, signal = neverAborted()) => {
    const [before = '', after = ''] = text.split('█');
    const document = documentOf('a.ts', before + after, {
      focusLine: before.split('\n').length - 1,
    });
    const column = before.length - (before.lastIndexOf('\n') + 1);
    return context.refresh(document, { path: '/p/a.ts', column, files: project, server }, signal);
  };
  const text = () =>
    context
      .snippets('file:///a.ts', [])
      .map(({ path, text }) => `${path}:\n${text}`)
      .join('\n');
  return { project, context, ask, text };
}

describe('DefinitionContext', () => {
  it('finds imported names by their paths, through modules that pass them on', async () => {
    const { ask, text } = setUp({
      'index.ts': "export * from './client';\nexport { Base } from './base';",
      'client.ts': `import { Base } from './base';\n${CLIENT}`,
      'base.ts': 'export class Base {\n  close(): void {}\n}',
    });
    assert.ok(await ask("import { Client } from './index';\nconst c = new Client();\nc.█"));
    assert.equal(
      text(),
      'client.ts:\nexport class Client extends Base\n  send(body: Body): void\nexport interface Body\n  size: number\nbase.ts:\nexport class Base\n  close(): void',
    );
  });

  it('lists the declarations of a module before a dot, not the members of one', async () => {
    const { ask, text } = setUp({
      'shapes.ts': `${classOf('Big', 60)}\nexport function area(side: number): number {}\n`,
    });
    await ask("import * as shapes from './shapes';\nshapes.█");
    assert.match(text(), /export class Big\n {2}m0\(/);
    assert.match(text(), /export function area\(side: number\): number/);
    assert.ok(!text().includes('m59('), text());
  });

  it('shows the members of the type that an untyped variable is named after', async () => {
    const { ask, text } = setUp({
      'jobs.ts': `${classOf('Job', 20)}\n${classOf('_RepeatedJob', 20)}\n${classOf('Queue', 20)}`,
    });
    await ask("import * as jobs from './jobs';\nexport function run(job) {\n  job.█\n}");
    assert.match(text(), /export class Job\n[^]*m19\(/);
    assert.ok(!/export class Queue\n[^]*m19\(/.test(text()), text());
  });

  it('finds what only a language server knows, and asks again while it starts', async () => {
    const { ask, text } = setUp({ 'client.ts': CLIENT });
    const source = "import { make } from 'elsewhere';\nconst c = make();\nc.█";
    const early = { ...silent, locate: () => Promise.resolve([{ path: '/p/a.ts', line: 0 }]) };
    assert.equal(await ask(source, early), false);
    assert.equal(text(), '');
    let asked = 0;
    const ready: LanguageServer = {
      ...silent,
      locate: (kind) => {
        asked += 1;
        return Promise.resolve(
          kind === 'typeDefinition' ? [{ path: '/p/client.ts', line: 0 }] : [],
        );
      },
    };
    assert.equal(await ask(source, ready), true);
    assert.match(text(), /send\(body: Body\): void/);
    const before = asked;
    await ask(`${source.replace('█', 'send(1);')}\nc.█`, ready);
    assert.ok(asked - before <= 4, `${asked - before} more`);
  });

  it('works with servers that fail, hang or answer nonsense', async () => {
    const { ask, text } = setUp({ 'client.ts': CLIENT });
    const source = "import { Client } from './client';\nconst c = new Client();\nc.█";
    const failing = { ...silent, locate: () => Promise.resolve(undefined) };
    assert.equal(await ask(source, failing), false);
    assert.match(text(), /send\(body: Body\): void/);
    const wild = {
      ...silent,
      locate: () =>
        Promise.resolve([
          { path: '/p/client.ts', line: 1e9 },
          { path: '/gone', line: 0 },
        ]),
    };
    assert.equal(await ask(source, wild), true);
    assert.match(text(), /send\(body: Body\): void/);
  });

  it('uses the symbols of a server where the outline knows nothing', async () => {
    const { ask, text } = setUp({ 'x.ml': 'let area w h =\n  w * h\n' });
    const server: LanguageServer = {
      locate: () => Promise.resolve([{ path: '/p/x.ml', line: 0 }]),
      symbols: () => Promise.resolve([{ name: 'area', line: 0, end: 2 }]),
    };
    await ask('area(█', server);
    assert.match(text(), /x\.ml:\nlet area w h =/);
  });

  it('stays the same while the same names are near, and appends new ones', async () => {
    const { ask, text } = setUp({
      'client.ts': CLIENT,
      'other.ts': 'export function other(a: number): void {}',
    });
    const head = "import { Client } from './client';\nimport { other } from './other';\n";
    await ask(`${head}const c = new Client();\nc█`);
    const first = text();
    for (const typed of ['c.', 'c.send', 'c.send(', 'c.send(other', 'c.send(other);\nother(']) {
      await ask(`${head}const c = new Client();\n${typed}█`);
      assert.ok(text().startsWith(first), text());
    }
  });

  it('changes a large selection only for the names at the cursor', async () => {
    const { ask, text } = setUp({
      'big.ts': classOf('Big', 60),
      'other.ts': classOf('Other', 60),
    });
    const head =
      "import { Big } from './big';\nimport { Other } from './other';\nconst b = new Big();\n";
    await ask(`${head}b.█`);
    const first = text();
    assert.match(first, /m50\(/);
    await ask(`${head}b.m1('x');\nlet o: Other | undefined;\n█`);
    assert.equal(text(), first);
    await ask(`${head}b.m1('x');\nlet o: Other | undefined;\no.█`);
    assert.match(text(), /export class Other\n {2}m0\(/);
  });

  it('drops files that changed, were deleted or may no longer be sent', async () => {
    const { project, context, ask, text } = setUp({ 'client.ts': CLIENT });
    const source = "import { Client } from './client';\nnew Client().█";
    await ask(source);
    project.write('client.ts', CLIENT.replace('send', 'dispatch'));
    await ask(source);
    assert.ok(text().includes('dispatch(') && !text().includes('send('));
    context.onFileBlocked('/p/client.ts');
    assert.equal(text(), '');
    await ask(source);
    project.remove('client.ts');
    await ask(source);
    assert.equal(text(), '');
  });

  it('ends with circular modules and types', async () => {
    const { ask, text } = setUp({
      'b.ts':
        "import { C } from './c';\nexport * from './c';\nexport interface B extends C {\n  c: C;\n}",
      'c.ts':
        "export * from './b';\nimport { B } from './b';\nexport interface C extends B {\n  b: B;\n}",
    });
    await ask("import { B } from './b';\nlet b: B;\nb.█");
    assert.match(text(), /b: B/);
    assert.equal(text().match(/interface C/g)?.length, 1);
  });

  it('stops when it is aborted and keeps the last result', async () => {
    const { project, ask, text } = setUp({ 'client.ts': CLIENT });
    await ask("import { Client } from './client';\nnew Client().█");
    const before = text();
    const controller = new AbortController();
    controller.abort();
    const reads = project.reads.length;
    assert.ok(await ask('nothing.█', silent, controller.signal));
    assert.equal(text(), before);
    assert.equal(project.reads.length, reads);
  });

  it('stays within a quarter of the budget, libraries last', async () => {
    const big = (name: string) =>
      `export class ${name} {\n${Array.from({ length: 300 }, (_, at) => `  method${at}(argument: string): void {}`).join('\n')}\n}`;
    const names = Array.from({ length: 30 }, (_, at) => `Big${at}`);
    const { ask, context, text } = setUp({
      ...Object.fromEntries(names.map((name) => [`${name}.ts`, big(name)])),
      'vendor/lib.ts': big('Library'),
    });
    const imports = names.map((name) => `import { ${name} } from './${name}';`).join('\n');
    await ask(
      `import { Library } from './vendor/lib';\n${imports}\nnew Library(${names.join()});\nBig7.█`,
    );
    const snippets = context.snippets('file:///a.ts', []);
    const length = snippets.reduce(
      (sum, { path, text: own }) => sum + path.length + own.length + 9,
      0,
    );
    assert.ok(length <= 3000, `${length} characters`);
    assert.match(text(), /class Big7\n {2}method0/);
    assert.ok(!text().includes('class Library'));
  });

  it('does not repeat what the snippet of an open file contains', async () => {
    const { ask, context } = setUp({ 'client.ts': CLIENT });
    await ask("import { Client } from './client';\nnew Client().█");
    const open = { path: 'client.ts', text: CLIENT, rank: 0, source: 'openFile' } as const;
    assert.deepEqual(context.snippets('file:///a.ts', [open]), []);
  });
});
