import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isLoopback,
  isUnencryptedElsewhere,
  shownUrl,
  normalizeServiceUrl,
} from '../../../../src/mistral/http/serviceUrl.ts';

describe('normalizeServiceUrl', () => {
  const base = 'https://api.mistral.ai';
  const good: [string, string][] = [
    [base, base],
    [` ${base}/ \n`, base],
    [`${base}///`, base],
    [`${base}/v1`, base],
    [`${base}/v1/`, base],
    [`${base}/v1/fim/completions`, base],
    [`${base}/v1/chat/completions/`, base],
    [`${base}/v1/models`, base],
    [`${base}/v1/v1/fim`, base],
    [`${base}/fim/completions`, base],
    ['HTTPS://API.Mistral.AI:443/v1', base],
    ['http://localhost:8080/v1', 'http://localhost:8080'],
    ['http://127.1:8080', 'http://127.0.0.1:8080'],
    ['https://gateway.example/mistral//v1/', 'https://gateway.example/mistral'],
    // A gateway's own v1 earlier in its path is kept.
    ['https://gateway.example/v1/account/mistral', 'https://gateway.example/v1/account/mistral'],
    ['https://gateway.example/v10', 'https://gateway.example/v10'],
  ];
  for (const [text, url] of good) {
    it(`reads ${JSON.stringify(text)} as ${url}`, () => {
      assert.deepEqual(normalizeServiceUrl(text), { ok: true, url });
    });
  }

  const bad: [string, string][] = [
    ['', 'notAUrl'],
    ['api.mistral.ai', 'notAUrl'],
    ['https://', 'notAUrl'],
    ['localhost:8080', 'scheme'],
    ['ftp://api.mistral.ai', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://user@api.mistral.ai', 'credentials'],
    ['https://:secret@api.mistral.ai', 'credentials'],
    ['https://api.mistral.ai?key=1', 'query'],
    ['https://api.mistral.ai/#v1', 'fragment'],
  ];
  for (const [text, reason] of bad) {
    it(`refuses ${JSON.stringify(text)}: ${reason}`, () => {
      assert.deepEqual(normalizeServiceUrl(text), { ok: false, reason });
    });
  }

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.webUrl(), (text) => {
        const once = normalizeServiceUrl(text);
        if (once.ok) assert.deepEqual(normalizeServiceUrl(once.url), once);
      }),
    );
  });

  it('detects loopback by the literal host only', () => {
    const here = [
      'http://localhost:1',
      'http://127.0.0.1',
      'https://127.9.8.7/x',
      'http://[::1]:2',
    ];
    const elsewhere = [
      'http://localhost.evil.example',
      'http://127.0.0.1.evil.example',
      'http://mylocalhost',
      'http://0.0.0.0',
      'http://192.168.0.1',
      'http://[::2]',
      'nonsense',
    ];
    assert.deepEqual([...here, ...elsewhere].filter(isLoopback), here);
  });

  it('detects unencrypted URLs', () => {
    assert.equal(isUnencryptedElsewhere('http://10.0.0.7:8000'), true);
    assert.equal(isUnencryptedElsewhere('http://localhost:8000'), false);
    assert.equal(isUnencryptedElsewhere('https://10.0.0.7'), false);
  });

  it('shows only the host of a URL with a password', () => {
    assert.equal(shownUrl('https://api.mistral.ai/v1/'), 'https://api.mistral.ai');
    assert.equal(shownUrl('http://user:secret@gateway.example:8080'), 'gateway.example');
    assert.equal(shownUrl('https://gateway.example?api_key=secret'), 'gateway.example');
  });
});
