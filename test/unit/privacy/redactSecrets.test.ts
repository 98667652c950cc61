import assert from 'node:assert/strict';
import { redactSecrets } from '../../../src/privacy/redactSecrets.ts';
import { excessiveGrowth, repeated } from '../linearTime/measure.ts';

/** Each text has `hidden` as a placeholder for the secret. */
const SECRETS: readonly string[] = [
  'API_KEY=hidden',
  'MISTRAL_API_KEY=hidden npm start',
  'export GITHUB_TOKEN="hidden"',
  "export DB_PASSWORD='hidden words'",
  'set API_KEY=hidden',
  'set -gx API_KEY hidden',
  'setenv API_KEY hidden',
  '$env:API_KEY = "hidden"',
  "$Env:MY_SECRET='hidden'",
  '[Environment]::SetEnvironmentVariable; $password = "hidden"',
  'api_key: hidden',
  'password: hidden words of a phrase',
  '- token: hidden',
  'client-secret: "hidden"',
  'private_key: |\n  hidden\n  hidden\nnext: 1',
  '{"apiKey": "hidden"}',
  '{"accessToken":"hidden","a":1}',
  '{\\"apiKey\\": \\"hidden\\"}',
  "const secret = 'hidden';",
  'password := "hidden"',
  'docker run -e MYSQL_ROOT_PASSWORD=hidden mysql',
  'tool --password hidden --verbose',
  'tool --api-key=hidden',
  'Connect-It -ApiKey hidden',
  'curl "https://e.org/?api_key=hidden&x=1"',
  'curl -H "Authorization: Bearer hidden" https://e.org',
  "curl -H 'authorization: hidden'",
  'Authorization: Basic hidden',
  'Authorization: Digest username="a", response="hidden"',
  'Proxy-Authorization: Negotiate hidden',
  'x-api-key: hidden',
  'Bearer hiddenhidden',
  'Cookie: session=hidden; other=hidden',
  'Set-Cookie: id=hidden; Path=/',
  'curl -u me:hidden https://e.org',
  'git clone https://me:hidden@e.org/a.git',
  'postgres://me:hid@hidden@db:5432/x',
  'git clone https://hiddenhiddenhiddenhidden@github.com/a',
  'Server=db;User=sa;Password=hidden;',
  'DefaultEndpointsProtocol=https;AccountKey=hidden==;',
  '//registry.npmjs.org/:_authToken=hidden',
  'Your API key: hidden',
  'The access token: hidden',
  'AWS_SECRET_ACCESS_KEY=hidden',
  '-----BEGIN RSA PRIVATE KEY-----\nhidden\nhidden\n-----END RSA PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\nhidden',
  'hidden\nhidden\n-----END OPENSSH PRIVATE KEY-----',
];

const SHAPES: readonly string[] = [
  'sk-abcdefghijklmnop1234',
  'sk-proj-abc_defghijklmnop1234',
  'sk_live_abcdefghijklmnop1234',
  'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  'github_pat_11ABCDEFG_abcdefghijklmnop',
  'glpat-abcdefghijklmnopqrst',
  'AKIAIOSFODNN7EXAMPLE',
  'xoxb-123456789012-abcdefghijkl',
  'AIzaSyA1234567890abcdefghijklmnopqrstuv',
  'npm_abcdefghijklmnopqrstuvwxyz0123456789',
  'hf_abcdefghijklmnopqrstuvwxyz',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123',
];

const HARMLESS: readonly string[] = [
  'npm test -- --watch',
  'PWD=/home/me',
  'max_tokens=1024, total_tokens: 5',
  'echo $API_KEY',
  'API_KEY=$OTHER_KEY node a.js',
  'API_KEY=',
  'password: null',
  'git@github.com:owner/repository.git',
  'https://e.org:8080/path@2x.png',
  'keyboard: us, monkey=1',
  'Expected key to equal value',
  'commit 3f786850e387550fdab836ed7e6dc881de23001b',
  'src/token.ts:3:5 - error TS2304: Cannot find name',
  'a => b; c == d',
  'sk-1',
];

describe('redactSecrets', () => {
  for (const text of SECRETS) {
    it(`replaces the secret in ${JSON.stringify(text)}`, () => {
      const redacted = redactSecrets(text);
      assert.ok(!redacted.text.includes('hid'), redacted.text);
      assert.ok(redacted.count > 0 && redacted.text.includes('[redacted]'));
    });
  }

  for (const secret of SHAPES) {
    it(`replaces ${secret} anywhere in a text`, () => {
      for (const text of [secret, `echo ${secret}`, `a "${secret}" b`, `x=${secret}\n`]) {
        const redacted = redactSecrets(text);
        assert.equal(redacted.text, text.replace(secret, '[redacted]'));
        assert.equal(redacted.count, 1);
      }
    });
  }

  for (const text of HARMLESS) {
    it(`keeps ${JSON.stringify(text)}`, () => {
      assert.deepEqual(redactSecrets(text), { text, count: 0 });
    });
  }

  it('keeps the text around a secret', () => {
    assert.equal(
      redactSecrets('A_KEY=hidden npm run build -- --mode production').text,
      'A_KEY=[redacted] npm run build -- --mode production',
    );
    assert.equal(
      redactSecrets('{"apiKey": "hidden", "b": 1}').text,
      '{"apiKey": "[redacted]", "b": 1}',
    );
    assert.equal(
      redactSecrets('git clone https://me:hidden@e.org/a.git').text,
      'git clone https://me:[redacted]@e.org/a.git',
    );
  });

  it('replaces known keys anywhere, whatever their characters', () => {
    const keys = ['aB3$+(x)', 'other-key', '', 'ab'];
    const text = 'aB3$+(x)aB3$+(x) https://e.org/?k=aB3%24%2B(x) other-key ab';
    const redacted = redactSecrets(text, keys);
    assert.equal(redacted.text, '[redacted][redacted] https://e.org/?k=[redacted] [redacted] ab');
    assert.equal(redacted.count, 4);
  });

  it('replaces parts of known keys that a limit has cut', () => {
    const key = 'hT9xQ2mVb7KpLw4ZsYcRnEaJ6gUdFo3i';
    for (const cut of [key.slice(0, 31), key.slice(0, 14), key.slice(3), key.slice(-14)]) {
      assert.equal(redactSecrets(`a ${cut}`, [key]).text, 'a [redacted]', cut);
    }
    const short = `a ${key.slice(0, 8)} b`;
    assert.equal(redactSecrets(short, [key]).text, short);
  });

  it('takes linear time', () => {
    for (const piece of [
      ...[
        'a',
        ' ',
        '=',
        ':',
        '"',
        '\\',
        '-',
        '\n',
        'eyJ',
        'sk-',
        'SG.',
        'key=',
        'token="',
        '://',
        '://a:',
      ],
      ...[
        '-----BEGIN ',
        '-----BEGIN PRIVATE KEY-----',
        '-----END PRIVATE KEY-----',
        '\nA',
        'password: |\n ',
      ],
      ...[
        'bearer ',
        'authorization: ',
        '--token ',
        'set ',
        '@',
        ' -u a:',
        'eyJaaaaaaaa.',
        '"token":"\\"',
      ],
    ]) {
      const growth = excessiveGrowth((length) => {
        const text = repeated(piece, 20 * length);
        return () => redactSecrets(text, ['aaaaaaab']);
      });
      assert.equal(growth, undefined, JSON.stringify(piece));
    }
  });
});
