import assert from 'node:assert/strict';
import { MAX_URI_LENGTH, MAX_DROPPED_FILES } from '../../../src/protocol/limits.ts';
import { selectImages, droppedUris } from '../../../src/webview/composer/imageInput.ts';
import {
  matchingCommands,
  initialActive,
  isCompleteCommand,
  applyChoice,
  triggerAt,
} from '../../../src/webview/composer/popupTrigger.ts';

/** Text with `█` at the cursor, and the trigger that is found there. */
const TRIGGERS: readonly (readonly [string, string | undefined])[] = [
  ['█', undefined],
  ['@█', 'mention 0 '],
  ['see @ca█rt', 'mention 4 ca'],
  ['see (@src/cart.ts█', 'mention 5 src/cart.ts'],
  ['a\n@x█', 'mention 2 x'],
  ['me@example█', undefined],
  ['@a b█', undefined],
  [`@${'x'.repeat(101)}█`, undefined],
  ['/█', 'command 0 '],
  ['/ex█', 'command 0 ex'],
  ['/my-prompt█', 'command 0 my-prompt'],
  ['/etc/x█', undefined],
  ['/ex plain█', undefined],
  [' /ex█', undefined],
  ['a/b█', undefined],
  [`${'y'.repeat(300)}/a█`, undefined],
  [`${'y'.repeat(300)} @a█`, 'mention 301 a'],
];

describe('triggerAt', () => {
  for (const [line, expected] of TRIGGERS) {
    it(`finds ${expected ?? 'nothing'} at ${line.slice(-30)}`, () => {
      const cursor = line.indexOf('█');
      const found = triggerAt(line.replace('█', ''), cursor);
      assert.equal(found && `${found.kind} ${found.start} ${found.query}`, expected);
    });
  }
});

describe('suggestions', () => {
  it('replace the trigger when accepted', () => {
    const at = (text: string, cursor: number) =>
      applyChoice(text, cursor, triggerAt(text, cursor)!, '@cart.ts');
    assert.deepEqual(at('see @ca', 7), { text: 'see @cart.ts ', cursor: 13 });
    assert.deepEqual(at('see @ca and', 7), { text: 'see @cart.ts and', cursor: 13 });
  });

  const commands = ['explain', 'doc', 'commit', 'clear', 'my-prompt'].map((name) => ({
    name,
    detail: '',
  }));
  const found = (query: string) => matchingCommands(commands, query);

  it('contain the commands with a matching prefix', () => {
    const names = (query: string) => found(query).map(({ name }) => name);
    assert.deepEqual(names(''), ['explain', 'doc', 'commit', 'clear', 'my-prompt']);
    assert.deepEqual(names('D'), ['doc']);
    assert.deepEqual(names('c'), ['commit', 'clear']);
    assert.deepEqual(names('my-'), ['my-prompt']);
    assert.deepEqual(names('x'), []);
  });

  it('preselect a command only if it is the only match', () => {
    for (const [query, active] of [
      ['', undefined],
      ['c', undefined],
      ['cl', 0],
      ['co', 0],
      ['clear', 0],
      ['x', undefined],
    ] as const) {
      assert.equal(initialActive(found(query)), active, query);
    }
  });

  it('recognize a command that is typed in full', () => {
    assert.ok(isCompleteCommand(found('clear'), 'clear') && isCompleteCommand(found('Doc'), 'Doc'));
    assert.ok(!isCompleteCommand(found('c'), 'c') && !isCompleteCommand(found(''), ''));
  });

  it('do not send a command that still needs text', () => {
    const web = [{ name: 'web', detail: '', needsText: true }];
    assert.ok(!isCompleteCommand(web, 'web'));
    assert.equal(initialActive(matchingCommands(web, 'web')), 0);
  });
});

describe('selectImages', () => {
  const image = (type = 'image/png', size = 1_000) => ({ type, size });
  const context = { supportsImages: true, attached: 0 };

  it('accepts supported images', () => {
    const good = [image(), image('image/jpeg'), image('image/webp'), image('image/gif')];
    assert.deepEqual(selectImages(good, context), { accepted: good, rejection: undefined });
  });

  it('rejects images with a reason and accepts the others', () => {
    assert.deepEqual(selectImages([image('image/svg+xml'), image()], context), {
      accepted: [image()],
      rejection: 'imageType',
    });
    assert.equal(selectImages([image('image/png', 10_000_001)], context).rejection, 'imageSize');
    assert.equal(selectImages([image('image/png', 10_000_000)], context).rejection, undefined);
    assert.equal(
      selectImages([image()], { ...context, supportsImages: false }).rejection,
      'imageModel',
    );
    assert.deepEqual(selectImages([image()], { ...context, attached: 8 }), {
      accepted: [],
      rejection: 'imageCount',
    });
    assert.equal(selectImages([image()], { ...context, attached: 7 }).rejection, undefined);
  });
});

describe('droppedUris', () => {
  const dropped = (...lines: readonly string[]) =>
    droppedUris({ getData: (type) => (type === 'text/uri-list' ? lines.join('\r\n') : '') });

  it('returns the URIs of files, including long ones', () => {
    const long = `file:///${'a/'.repeat(2_000)}b.ts`;
    assert.deepEqual(dropped('# a comment', long, 'file:///c.ts'), {
      uris: [long, 'file:///c.ts'],
      rejection: undefined,
    });
  });

  it('ignores the address of a picture that is dropped with its file', () => {
    const transfer = { getData: () => 'https://example.org/cat.png' };
    assert.deepEqual(droppedUris(transfer, true).uris, []);
    assert.deepEqual(droppedUris(transfer).uris, ['https://example.org/cat.png']);
  });

  it('rejects files with a reason', () => {
    const tooLong = `file:///${'a'.repeat(MAX_URI_LENGTH)}`;
    assert.deepEqual(dropped(tooLong, 'file:///c.ts'), {
      uris: ['file:///c.ts'],
      rejection: 'dropAddress',
    });
    const many = dropped(...Array<string>(MAX_DROPPED_FILES + 1).fill('file:///c.ts'));
    assert.deepEqual([many.uris.length, many.rejection], [MAX_DROPPED_FILES, 'dropCount']);
  });
});
