import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactText } from '../../../core/redact/redact.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';

describe('redact', () => {
  it.each([
    'authorization',
    'Authorization',
    'Proxy-Authorization',
    'cookie',
    'cookies',
    'Set-Cookie',
    'x-api-key',
    'X_API_KEY',
    'apiKey',
    'X-Amz-Security-Token',
    'token',
    'access_token',
    'refreshToken',
    'id-token',
    'password',
    'dbPassword',
    'PASSWD',
    'secret',
    'client_secret',
    'privateKey',
    'private key',
    'aws_secret_access_key',
    'sessionToken',
    'dbPwd',
    'awsCredentials',
    'X-Amz-Credential',
    'Ocp-Apim-Subscription-Key',
    'user[password]',
    'nextPassword',
    'code_verifier',
    'tokens',
    'password2',
    'new_password1',
    'passwordHash',
    'SecretString',
    'credential',
    'secret_key_base',
    'tokenValue',
    'apiKeyForAnn',
    'x-functions-key',
    'STRIPE_KEY',
    'storepass',
  ])('replaces the value of %s', (name) => {
    expect(redact({ a: [{ [name]: 'value' }] })).toEqual({ a: [{ [name]: '[redacted]' }] });
    expect(redact({ [name]: { deep: ['value'] } })).toEqual({ [name]: '[redacted]' });
    expect(redact(new Map([[name, 'value']]))).toEqual({ [name]: '[redacted]' });
  });

  it.each([
    'nextToken',
    'continuation_token',
    'maxTokens',
    'tokenCount',
    'passwordless',
    'passwordHint',
    'keyboard',
    'principalId',
    'author',
    'secretary',
  ])('does not redact %s', (name) => {
    expect(redact({ [name]: 'value' })).toEqual({ [name]: 'value' });
  });

  it('does not change harmless values of secret names', () => {
    const value = {
      ...{ password: null, token: undefined, hasSecret: true, secret: false, pass: 12, tokens: 12, cookies: [] },
      ...{ auth: 'AWS_IAM', apiKey: '********', token: 'expired', secret: '${SECRET}', PWD: '/var/task' },
      usage: { tokens: { input: 5, output: 7 } },
      errors: { password: ['is too short (minimum is 6 characters)'], token: 'This field is required.' },
    };
    expect(redact(value)).toEqual(value);
  });

  it('redacts the values of names with harmless values if they look secret', () => {
    const secrets = { pin: 4821, otp: '483920', cvv: '737', cardNumber: '4111 1111 1111 1111', _csrf: 'k2J9-Lq81xv' };
    const harmless = { pin: 13, otp: 'sent', cvv: 'missing', cardNumber: '1111', _csrf: 'disabled', signature: {} };
    const redacted = Object.fromEntries(Object.keys(secrets).map((name) => [name, '[redacted]']));
    expect(redact(secrets)).toEqual(redacted);
    expect(redact(harmless)).toEqual(harmless);
    expect(JSON.parse(redactText(JSON.stringify(secrets)))).toEqual(redacted);
    expect(redactText(JSON.stringify(harmless))).toBe(JSON.stringify(harmless));
  });

  it('redacts the value of a pair in any order, and the value after a name in a list', () => {
    expect(
      redact({
        tags: [
          { Key: 'stage', Value: 'prod' },
          { Value: 's3cret', Key: 'DbPassword' },
        ],
        form: { name: 'api_key', type: 'text', value: { text: 's3cret' }, defaultValue: 's3cret' },
        headers: new Map([['name', 'cookie']]),
        entries: [
          ['user', 'ann'],
          ['password', 'x'],
        ],
        rawHeaders: ['Host', 'h', 'Authorization', 's3cret', 'Accept', 'y'],
        argv: ['login', '--token', 's3cret!'],
      }),
    ).toEqual({
      tags: [
        { Key: 'stage', Value: 'prod' },
        { Value: '[redacted]', Key: 'DbPassword' },
      ],
      form: { name: 'api_key', type: 'text', value: '[redacted]', defaultValue: '[redacted]' },
      headers: { name: 'cookie' },
      entries: [
        ['user', 'ann'],
        ['password', '[redacted]'],
      ],
      rawHeaders: ['Host', 'h', 'Authorization', '[redacted]', 'Accept', 'y'],
      argv: ['login', '--token', '[redacted]'],
    });
  });

  it.each([
    [{ name: 'password', value: null, required: true }],
    [{ name: 'keyboard', value: 'qwerty' }],
    [{ key: 5, value: 6 }],
    [{ required: ['password', 'email'], allowHeaders: ['Authorization', 'Content-Type'] }],
    [{ path: ['user', 'password'], value: 'x' }],
    [['a', 'password']],
  ])('does not change %j', (value) => {
    expect(redact(value)).toEqual(value);
  });

  it('redacts the values at paths, through any key and through JSON in a text', () => {
    const event = {
      body: JSON.stringify({ card: { number: '4111', name: 'Ann' }, items: [{ ssn: '1' }, { ssn: '2' }] }),
      other: { ssn: '3' },
    };
    expect(redact(event, ['body.card.number', 'body.items.*.ssn', 'none.such'])).toEqual({
      body: '{"card":{"number":"[redacted]","name":"Ann"},"items":[{"ssn":"[redacted]"},{"ssn":"[redacted]"}]}',
      other: { ssn: '3' },
    });
    expect(redact([{ pin: 1 }, { pin: 2 }], ['1.pin'])).toEqual([{ pin: 1 }, { pin: '[redacted]' }]);
  });

  it('replaces values that JSON cannot represent', () => {
    const circular: Record<string, unknown> = { big: 1n, symbol: Symbol('s'), call: () => 1 };
    circular.self = circular;
    const value = {
      circular,
      date: new Date(0),
      url: new URL('https://a.example/?token=abc'),
      set: new Set(['a']),
      bytes: Buffer.from('password'),
      regex: /a/,
      headers: new Headers({ Authorization: 'x', Accept: 'y' }),
    };
    expect(redact(value)).toEqual({
      circular: { big: '1', symbol: 'Symbol(s)', call: '[function]', self: '[circular]' },
      date: '1970-01-01T00:00:00.000Z',
      url: 'https://a.example/?token=[redacted]',
      set: ['a'],
      bytes: '[binary, 8 bytes]',
      regex: '/a/',
      headers: { authorization: '[redacted]', accept: 'y' },
    });
  });

  it('copies errors with their causes, and redacts the secrets in them', () => {
    const error = new TypeError('failed', { cause: new Error('Bearer abcdef was refused') });
    Object.assign(error, { config: { headers: { authorization: 'x' } } });
    expect(redact(error)).toEqual({
      name: 'TypeError',
      message: 'failed',
      stack: expect.stringContaining('TypeError: failed'),
      cause: {
        name: 'Error',
        message: 'Bearer [redacted] was refused',
        stack: expect.stringContaining('Bearer [redacted]'),
      },
      config: { headers: { authorization: '[redacted]' } },
    });
  });

  it('does not throw when getters, proxies and toJSON throw, or when the thrown value cannot be read', () => {
    const hostile = {
      get value(): never {
        throw new Error('no');
      },
      get worse(): never {
        throw Object.create(null);
      },
      proxy: new Proxy({}, { ownKeys: () => [1] as unknown as string[] }),
      revoked: revoked(),
      json: {
        toJSON: () => {
          throw new Error('never');
        },
      },
      itself: {
        a: 1,
        toJSON() {
          return this;
        },
      },
    };
    expect(redact(hostile)).toEqual({
      value: '[unreadable: no]',
      worse: '[unreadable]',
      proxy: expect.stringContaining('[unreadable'),
      revoked: expect.stringContaining('[unreadable'),
      json: '[unreadable: never]',
      itself: { a: 1, toJSON: '[function]' },
    });
  });

  it('copies keys such as __proto__ as ordinary keys', () => {
    const value = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":2},"hasOwnProperty":3}');
    expect(JSON.stringify(redact(value))).toBe(JSON.stringify(value));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('copies only a part of values that are too deep or too large', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(JSON.stringify(redact(deep))).toContain('[deeper than 100 levels]');

    let doubled: unknown = 1;
    for (let level = 0; level < 60; level += 1) doubled = [doubled, doubled];
    expect(JSON.stringify(redact(doubled)).length).toBeLessThan(10_000_000);

    expect(redact(new Array(1e9), [], { parts: 3 })).toEqual([undefined, undefined, '… [1000000000 items]']);
    expect(redact({ a: 1, b: 2, c: 3 }, [], { parts: 2 })).toEqual({ a: 1, '…': '[more keys]' });
    expect(redact(['x'.repeat(50), 'y'], [], { characters: 5 })).toEqual([
      'xxxxx… [50 characters]',
      '… [1 characters]',
    ]);
    expect(redact(`https://u:${'p'.repeat(50)}@h`, [], { characters: 20 })).not.toContain('ppp');
  });

  it('never throws, gives a value for JSON, and does not change the original', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withSet: true, withDate: true }), (value) => {
        const before = fc.stringify(value);
        JSON.stringify(redact(value, ['*.a', 'b.*']));
        expect(fc.stringify(value)).toBe(before);
      }),
    );
  });

  it('redacts every value of a secret name, at any depth', () => {
    const planted = 'pl4nted-s3cret';
    const name = fc.constantFrom(
      'authorization',
      'Cookie',
      'x-api-key',
      'X-Amz-Security-Token',
      'password',
      'id_token',
    );
    const secret = fc.tuple(name, fc.constantFrom(planted, [planted], { inner: planted })).map(([key, value]) => {
      return { [key]: value };
    });
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        secret,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree')),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(JSON.stringify(redact(value))).not.toContain(planted);
        expect(redactText(JSON.stringify(value))).not.toContain(planted);
        expect(redactText(JSON.stringify({ body: JSON.stringify({ body: JSON.stringify(value) }) }))).not.toContain(
          planted,
        );
      }),
    );
  });
});

describe('redactText', () => {
  it.each([
    ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
    ['got Bearer abc123 and basic dXNlcjpwYXNz', 'got Bearer [redacted] and basic [redacted]'],
    ['?q=1&access_token=abc&x=2', '?q=1&access_token=[redacted]&x=2'],
    ['redirect to https://h/?t=Bearer%20abc', 'redirect to https://h/?t=Bearer%20[redacted]'],
    ['X-Amz-Security-Token=IQo/a+b=&X-Amz-Date=1', 'X-Amz-Security-Token=[redacted]&X-Amz-Date=1'],
    [
      '{Accept=*/*, Authorization=AWS4-HMAC-SHA256 Credential=A/b, SignedHeaders=host, Signature=ab12, Host=h}',
      '{Accept=*/*, Authorization=[redacted], Host=h}',
    ],
    ['{Host=h, Cookie=a=1; b="x, y"; c=}2, X-Api-Key=k1}', '{Host=h, Cookie=[redacted], X-Api-Key=[redacted]}'],
    ['{Cookie=a=b; c=d}', '{Cookie=[redacted]}'],
    ['Cookie: a=1; b=2\r\nHost: h', 'Cookie: [redacted]\r\nHost: h'],
    ['"Cookie: a=1; b=2\\r\\nHost: h"', '"Cookie: [redacted]\\r\\nHost: h"'],
    ['{"password":"a\\"b","x":1}', '{"password":"[redacted]","x":1}'],
    ['{"password" : "a\\\\","x":1}', '{"password" : "[redacted]","x":1}'],
    ['{"token":123,"x":1}', '{"token":"[redacted]","x":1}'],
    ['{"token":null,"x":""}', '{"token":null,"x":""}'],
    ['{"Cookie":["a=]","b"],"x":1}', '{"Cookie":"[redacted]","x":1}'],
    ["{ password: 'hun\\'ter', x: 1 }", "{ password: '[redacted]', x: 1 }"],
    ['{"password":"cut off', '{"password":"[redacted]'],
    ['{"body":"{\\"password\\":\\"a\\\\\\"b\\",\\"x\\":1}"}', '{"body":"{\\"password\\":\\"[redacted]\\",\\"x\\":1}"}'],
    ['{"body":"{\\"token\\":12}"}', '{"body":"{\\"token\\":\\"[redacted]\\"}"}'],
    [`user ${JWT} came`, 'user [redacted] came'],
    [`?q=%22${JWT}`, '?q=%22[redacted]'],
    ['postgres://user:pa:ss@db/notes', 'postgres://user:[redacted]@db/notes'],
    ['a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b', 'a [redacted] b'],
    ['-----BEGIN PRIVATE KEY-----\\nMII', '[redacted]'],
  ])('%s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
    expect(redactText(expected)).toBe(expected);
  });

  it.each([
    'Basic authentication is no good; a bearer token is.',
    'the bearer of this key, monkeyJsonSchemaValidatorFactory',
    'nextToken=abc, tokens: 12, author: Ann',
    '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----',
    'https://host:8080/a@b',
    '',
  ])('does not change: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('never throws, and does not change a redacted text', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('"', '\\', "'", '{', '}', '[', ']', ', ', '=', ': ', 'password', 'Cookie', 'Bearer ', 'eyJ'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const once = redactText(parts.join(''));
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 20_000 },
    );
  });

  it('never throws for any mixture of formats', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '"name":',
        '"value":',
        '<password>',
        '</password>',
        '&quot;',
        '\n',
        '\\n',
        '%22',
        '%3D',
        '%',
        '&',
        '?',
      ),
      fc.constantFrom(
        'form-data; name="token"\r\n\r\n',
        '\r\n--b',
        '(',
        ')',
        '`',
        ' [TRUNCATED]',
        '\\u0022',
        '-----BEGIN ',
      ),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        expect(typeof redactText(parts.join(''))).toBe('string');
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps valid JSON valid', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('password', 'cookie', 'x-api-key'), fc.jsonValue(), (a, name, b) => {
        const parsed = JSON.parse(redactText(JSON.stringify({ a, [name]: b, z: 1 })));
        expect(parsed.z).toBe(1);
      }),
    );
  });

  it.each([
    ['password='],
    ['"password":"'],
    ['\\"password\\":\\"'],
    ['\\'],
    ['eyJ'],
    ['Bearer '],
    ['://a:'],
    ['{Cookie='],
    ['token [{'],
    ['a-'],
    [' '],
    ['-----BEGIN PRIVATE KEY'],
    ['{"name":"password","value":"'],
    ['{"value":"x",'],
    ['["password",'],
    ["'b"],
    ['&quot;'],
    ['\\u0022'],
    ['<password>'],
    ['<a password="'],
    ['&lt;token&gt;'],
    ['Content-Disposition: form-data; name="pwd"\r\n\r\n'],
    ['Content-Disposition: form-data; name="note"'],
    ['%'],
    ['%25'],
    ['%70assword='],
    ['%7B%22password%22%3A%22'],
    ['{password=a '],
    ['password: |\n  a\n'],
    ['\\n'],
    ['AKIAIOSFODNN7EXAMPLE '],
    ['Digest a='],
    ['"body":"'],
    ['pin:'],
    ['"pin":"'],
    ['pin=['],
    ['tokens:{'],
    ['otp=a '],
    ['signature='],
    ['card: 1 '],
    ['<pin>'],
    ['password: must '],
    ['password:\n  - '],
    ['sk-'],
    ['SG.a.'],
    ['M.'],
    ['t1.'],
    ['hooks.slack.com/services/'],
    ['/reset/'],
    ['curl -u '],
    ['curl -b a'],
    ['mysql -p'],
    ['-u "'],
    [' --token \\"'],
    ['htpasswd -b '],
    ['smbclient '],
    ['INSERT INTO a(b) VALUES '],
    ["INSERT INTO a(password) VALUES ('"],
    ['PASSWORD ('],
    ["crypt(a, '"],
    ['SET PASSWORD FOR '],
    ['password is a'],
    ['password for a '],
    ['://a@'],
    ['?code=a1'],
    ['Hawk mac'],
    ['OAuth a'],
    ['AWS a:'],
    ['password["a"] '],
    ['password";s:1:'],
  ])('takes linear time for a text of many %s', (part) => {
    const text = `password ${part.repeat(1_000_000 / part.length)}`;
    // CPU time of this process: other processes do not change it.
    const start = process.cpuUsage();
    redactText(text);
    // Quadratic time would take minutes.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(10_000);
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
