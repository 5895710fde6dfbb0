import { describe, expect, it } from 'vitest';
import { redactText } from '../../../core/redact/redact.ts';

type Cases = readonly (readonly [text: string, expected: string])[];

const PART = 'Content-Disposition: form-data; name=';

const SHAPES: Readonly<Record<string, Cases>> = {
  pairs: [
    ['{"name":"password","value":"s3cret"}', '{"name":"password","value":"[redacted]"}'],
    ['{"value":"s3cret","a":{"b":"}"},"name":"token"}', '{"value":"[redacted]","a":{"b":"}"},"name":"token"}'],
    [
      '[{"Key":"user","Value":"ann"},{"Key":"api_key","Value":"s3cret"}]',
      '[{"Key":"user","Value":"ann"},{"Key":"api_key","Value":"[redacted]"}]',
    ],
    [
      '[{"value":"ann","name":"user"},{"value":"s3cret","name":"password"}]',
      '[{"value":"ann","name":"user"},{"value":"[redacted]","name":"password"}]',
    ],
    ['{"key":"secret","value":{"stringValue":"s3cret"}}', '{"key":"secret","value":"[redacted]"}'],
    ['{"key":"pwd","value":12}', '{"key":"pwd","value":"[redacted]"}'],
    ['{\\"name\\":\\"pwd\\",\\"value\\":\\"s3\\\\\\"cret\\"}', '{\\"name\\":\\"pwd\\",\\"value\\":\\"[redacted]\\"}'],
    ["{ name: 'password', value: 's3cret' }", "{ name: 'password', value: '[redacted]' }"],
    ["{'name': 'password', 'value': b's3cret'}", "{'name': 'password', 'value': b'[redacted]'}"],
    ['Tag(Key=Password, Value=s3cret)', 'Tag(Key=Password, Value=[redacted])'],
    [
      '- name: DB_PASSWORD\n  value: s3 cret\n- name: user\n  value: ann',
      '- name: DB_PASSWORD\n  value: [redacted]\n- name: user\n  value: ann',
    ],
    [
      '{"value":"s3cret","msg":"too short","path":"password"}',
      '{"value":"[redacted]","msg":"too short","path":"password"}',
    ],
  ],
  lists: [
    ['["password","x"]', '["password","[redacted]"]'],
    ['[["a","b"],["password","x"]]', '[["a","b"],["password","[redacted]"]]'],
    ["[('password', 'x'), ('a', 'b')]", "[('password', '[redacted]'), ('a', 'b')]"],
    [
      '{"rawHeaders":["Host","h","X-Api-Key","abc","Cookie","a=b"]}',
      '{"rawHeaders":["Host","h","X-Api-Key","[redacted]","Cookie","[redacted]"]}',
    ],
    ['["mysql","-u","root","--password","hunter2"]', '["mysql","-u","root","--password","[redacted]"]'],
  ],
  XML: [
    ['<a><password>x</password><b>c</b></a>', '<a><password>[redacted]</password><b>c</b></a>'],
    ['<ns:Token a="b">x</ns:Token>', '<ns:Token a="b">[redacted]</ns:Token>'],
    ['<login user="ann" password="x"/>', '<login user="ann" password="[redacted]"/>'],
    ['<password><![CDATA[a</b>]]></password> c', '<password>[redacted]</password> c'],
    ['<credentials><id>a</id></credentials>', '<credentials>[redacted]</credentials>'],
    ['<a><password>s3cr [TRUNCATED]', '<a><password>[redacted] [TRUNCATED]'],
    ['<a><token><![CDATA[s3cr', '<a><token>[redacted]'],
    ['{"a":"\\u003cpwd\\u003ex\\u003c/pwd\\u003e"}', '{"a":"\\u003cpwd\\u003e[redacted]\\u003c/pwd\\u003e"}'],
    ['&lt;password&gt;x&lt;/password&gt;', '&lt;password&gt;[redacted]&lt;/password&gt;'],
    ['<add key="DbPassword" value="x"/>', '<add key="DbPassword" value="[redacted]"/>'],
    ['<entry key="password">x</entry>', '<entry key="password">[redacted]</entry>'],
    ['<key>password</key> <string>x</string>', '<key>password</key> <string>[redacted]</string>'],
  ],
  forms: [
    [
      `--b\r\n${PART}"password"\r\n\r\nx\r\n--b\r\n${PART}"note"\r\n\r\nmilk\r\n--b--`,
      `--b\r\n${PART}"password"\r\n\r\n[redacted]\r\n--b\r\n${PART}"note"\r\n\r\nmilk\r\n--b--`,
    ],
    [
      `--b\n${PART}password\nContent-Type: text/plain\n\nx\n--c\n--b--`,
      `--b\n${PART}password\nContent-Type: text/plain\n\n[redacted]\n--b--`,
    ],
    [`${PART}"pwd"; filename="a"\r\n\r\nx [TRUNCATED]`, `${PART}"pwd"; filename="a"\r\n\r\n[redacted] [TRUNCATED]`],
    [
      JSON.stringify({ body: `--b\r\n${PART}"token"\r\n\r\nx "y"\r\n--b--`, a: 1 }),
      JSON.stringify({ body: `--b\r\n${PART}"token"\r\n\r\n[redacted]\r\n--b--`, a: 1 }),
    ],
    ['user[password]=x&a=1', 'user[password]=[redacted]&a=1'],
    ["?password=a(b)'c,d&e=1", '?password=[redacted]&e=1'],
  ],
  'percent-encoded': [
    ['user%5Bpassword%5D=x&a=1', 'user%5Bpassword%5D=[redacted]&a=1'],
    ['pass%77ord=x&X%2DApi%2DKey=y', 'pass%77ord=[redacted]&X%2DApi%2DKey=[redacted]'],
    ['?f=%7B%22password%22%3A+%22x%22%7D&a=1', '?f=%7B%22password%22%3A+%22[redacted]%22%7D&a=1'],
    ['?f={%22password%22:%22x%22}', '?f={%22password%22:%22[redacted]%22}'],
    ['to=https%3A%2F%2Fh%2F%3Ftoken%3Dx%26a%3D1', 'to=https%3A%2F%2Fh%2F%3Ftoken%3D[redacted]%26a%3D1'],
    ['f=%257B%2522pwd%2522%253A%2522x%2522%257D', 'f=%257B%2522pwd%2522%253A%2522[redacted]%2522%257D'],
    ['?f=%7B%22password%22%3A%22s3cr', '?f=%7B%22password%22%3A%22[redacted]'],
  ],
  'cut off': [
    ['{"a":1,"password":"s3cr [TRUNCATED]', '{"a":1,"password":"[redacted] [TRUNCATED]'],
    ['{"name":"password","value":"s3cr… [cut]', '{"name":"password","value":"[redacted]… [cut]'],
    ['{"body":"{\\"password\\":\\"s3c\\', '{"body":"{\\"password\\":\\"[redacted]'],
    ['["password","s3cr', '["password","[redacted]'],
    ['{"token":12', '{"token":"[redacted]"'],
  ],
  'output of Java, Python, Go, PHP, Ruby and Rust': [
    ['{password=my secret, a=b}', '{password=[redacted], a=b}'],
    ['User(name=ann, password=x)', 'User(name=ann, password=[redacted])'],
    ["{'password': 'x', 'a': 'b'}", "{'password': '[redacted]', 'a': 'b'}"],
    ["{'password': b'my x'}", "{'password': b'[redacted]'}"],
    ["password=SecretStr('x')", "password=SecretStr('[redacted]')"],
    ['password: Some("x y")', 'password: Some("[redacted]")'],
    ['{Password:x Name:ann}', '{Password:[redacted] Name:ann}'],
    ['[password] => x', '[password] => [redacted]'],
    ['{:password=>"x"}', '{:password=>"[redacted]"}'],
    ["Map(1) { 'password' => 'x' }", "Map(1) { 'password' => '[redacted]' }"],
    ['password = """x "y" z"""', 'password = """[redacted]"""'],
    ['if password == "x":', 'if password == "[redacted]":'],
  ],
  YAML: [
    ['a: 1\n  password: my x\nb: 2', 'a: 1\n  password: [redacted]\nb: 2'],
    ['"a: 1\\npassword: my x\\nb: 2"', '"a: 1\\npassword: [redacted]\\nb: 2"'],
    ['  password: |\n    x\n    y\n  user: ann', '  password: [redacted]\n  user: ann'],
    ["- token: 'x'", "- token: '[redacted]'"],
  ],
  'other ways to quote': [
    ['{&quot;password&quot;:&quot;x&quot;}', '{&quot;password&quot;:&quot;[redacted]&quot;}'],
    ['{\\u0022password\\u0022:\\u0022x\\u0022}', '{\\u0022password\\u0022:\\u0022[redacted]\\u0022}'],
    ['password\\u003dx\\u0026a\\u003d1', 'password\\u003d[redacted]\\u0026a\\u003d1'],
    ['"a\\npwd=x\\nBearer abc1"', '"a\\npwd=[redacted]\\nBearer [redacted]"'],
  ],
  credentials: [
    ['Authorization: Digest username="u", response="x"', 'Authorization: [redacted]'],
    ['sent Digest username="u", response="0a1b" to h', 'sent Digest username="u", response="[redacted]" to h'],
    ['?X-Amz-Credential=A%2F1&X-Amz-Signature=b', '?X-Amz-Credential=[redacted]&X-Amz-Signature=[redacted]'],
    ['?AWSAccessKeyId=a&Signature=b%3D&Expires=1', '?AWSAccessKeyId=a&Signature=[redacted]&Expires=1'],
    ['key AKIAIOSFODNN7EXAMPLE is old', 'key [redacted] is old'],
    ['ASIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '[redacted]:[redacted]'],
    ['"x\\neyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.abc"', '"x\\n[redacted]"'],
    ['redis://u:p@ss@h/0', 'redis://u:[redacted]@h/0'],
    ['got ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'got [redacted]'],
    ['tls.key: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t', 'tls.key: [redacted]'],
    ['user=ann pass=x db_pwd=y', 'user=ann pass=[redacted] db_pwd=[redacted]'],
  ],
  GraphQL: [
    [
      '{"query":"mutation($password: String!){login(password: $password, code: \\"1\\")}","variables":{"password":"x"}}',
      '{"query":"mutation($password: String!){login(password: $password, code: \\"1\\")}","variables":{"password":"[redacted]"}}',
    ],
    ['{"query":"{login(password:\\"x\\"){id}}"}', '{"query":"{login(password:\\"[redacted]\\"){id}}"}'],
  ],
};

describe.each(Object.entries(SHAPES))('redactText, %s', (_, cases) => {
  it.each(cases)('%s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
    expect(redactText(expected)).toBe(expected);
  });
});

describe('redactText, the Base64 body of an event', () => {
  it('redacts the secrets, and encodes the body again', () => {
    const body = (text: string) =>
      JSON.stringify({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true });
    expect(redactText(body('password=s3cret&note=milk and ä'))).toBe(body('password=[redacted]&note=milk and ä'));
    expect(redactText(body('note=milk and ä\0'))).toBe(body('note=milk and ä\0'));
  });
});

describe('redactText does not change', () => {
  it.each([
    '{"tokenCount":5,"keyboard":"x","passwordless":true}',
    '{"hasPassword":true,"password":false,"token":null}',
    '{"name":"tokenCount","value":5}',
    '[{"name":"keyboard","value":"qwerty"},{"key":"nextToken","value":"abc"}]',
    '{"name":"password","description":"at least 8 characters"}',
    '{"name":"password"},{"value":"x"}',
    '{"name":"password","value":null}',
    '{"required":["password","email"]}',
    '{"allowHeaders":["Authorization","Content-Type","X-Api-Key","X-Amz-Date"]}',
    '{"path":["user","password"],"message":"too short"}',
    '{"path":"/password","method":"GET"}',
    'Promise<Token> done, logs login <user> <token> [options]',
    '<p>A password is wanted.</p><tokenCount>5</tokenCount><password/>',
    '<input name="note" value="milk">',
    `--b\r\n${PART}"note"; filename="password"\r\n\r\nmilk\r\n--b--`,
    'mutation($password: String!){login(password: $password){id}}',
    'https://h/a%20b?x=%7B%22a%22%3A1%7D&y=%ff%zz%',
    'https://h:8080/?email=a@b.example',
    'commit 3f786850e387550fdab836ed7e6dc881de23001b, PasswordPolicy::new',
    'pass=12 fail=0',
    '{"code":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}',
    'the key "token" must be a string, the password policy is strong',
    'Digest of the week',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});
