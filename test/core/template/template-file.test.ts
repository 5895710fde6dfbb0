import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReadingNotice } from '../../../core/template/reading-notice.ts';
import { TemplateError } from '../../../core/template/template.ts';
import { readTemplateFile } from '../../../core/template/template-file.ts';
import { parseTemplateText } from '../../../core/template/template-text.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const read = (text: string | Buffer, name = 'template.yaml') => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return readTemplateFile(path).template;
};
const parse = (text: string) => parseTemplateText(text, 'template.yaml');

describe('reads', () => {
  it('the same template from JSON and from YAML, with a byte order mark or without', () => {
    const template = { Resources: { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } } } };
    expect(read(JSON.stringify(template), 'a.json')).toEqual(template);
    expect(read(`\uFEFF${JSON.stringify(template)}`, 'a.template')).toEqual(template);
    expect(read(JSON.stringify(template, null, '\t'))).toEqual(template);
    expect(read(Buffer.from(`\uFEFF${JSON.stringify(template)}`, 'utf16le'))).toEqual(template);
    expect(read(Buffer.from(`\uFEFFResources: {}`, 'utf16le').swap16())).toEqual({ Resources: {} });
    expect(
      read('Resources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      RetentionInDays: 7\n'),
    ).toEqual(template);
    expect(read('{Resources: {Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 7}}}}')).toEqual(
      template,
    );
  });

  it.each<[string, unknown]>([
    ['!Ref Stage', { Ref: 'Stage' }],
    ['!Condition IsProduction', { Condition: 'IsProduction' }],
    ['!Ref 12', { Ref: '12' }],
    ['!Sub "${A}-b"', { 'Fn::Sub': '${A}-b' }],
    ['!Sub ["${a}", { a: !Ref B }]', { 'Fn::Sub': ['${a}', { a: { Ref: 'B' } }] }],
    ['!GetAtt Logs.Arn', { 'Fn::GetAtt': ['Logs', 'Arn'] }],
    ['!GetAtt Nested.Outputs.Url', { 'Fn::GetAtt': ['Nested', 'Outputs.Url'] }],
    ['!GetAtt [Logs, Arn]', { 'Fn::GetAtt': ['Logs', 'Arn'] }],
    ['!If [A, !Sub b, !Ref "AWS::NoValue"]', { 'Fn::If': ['A', { 'Fn::Sub': 'b' }, { Ref: 'AWS::NoValue' }] }],
    ['!Join ["", [a, !GetAtt B.C]]', { 'Fn::Join': ['', ['a', { 'Fn::GetAtt': ['B', 'C'] }]] }],
    ['!Not [!Equals [!Ref A, b]]', { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'A' }, 'b'] }] }],
    ['!FindInMap [A, !Ref B, c]', { 'Fn::FindInMap': ['A', { Ref: 'B' }, 'c'] }],
    ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['!Base64 text', { 'Fn::Base64': 'text' }],
    ['{ "Fn::Sub": "${A}" }', { 'Fn::Sub': '${A}' }],
    // A date that policies have without quotes.
    ['2012-10-17', '2012-10-17'],
    ['!!str 5', '5'],
  ])('%s', (yaml, expected) => {
    expect(parse(`Value: ${yaml}`)).toEqual({ Value: expected });
  });

  // CloudFormation: https://github.com/stelligent/cfn_nag/issues/203
  it('JSON with commas at the end of lists and objects', () => {
    expect(read('{"Resources": {"A": {"Type": "B", "Properties": {"C": [1,],}},},}', 'template.json')).toEqual({
      Resources: { A: { Type: 'B', Properties: { C: [1] } } },
    });
  });

  it('an anchor and the map that it is merged into, with short forms of functions', () => {
    expect(parse('a: &a { x: !Ref X }\nb: { <<: *a, y: 1 }')).toEqual({
      a: { x: { Ref: 'X' } },
      b: { x: { Ref: 'X' }, y: 1 },
    });
  });

  it('any JSON value, as JSON and as YAML', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const json = JSON.stringify({ value });
        // YAML 1.1 reads such numbers as texts.
        fc.pre(!/\de[-+]?\d/.test(json));
        expect(parseTemplateText(json, 'a.json')).toEqual(JSON.parse(json));
        expect(parse(`Text: ${json}`)).toEqual({ Text: JSON.parse(json) });
      }),
    );
  });
});

describe('reads with a notice', () => {
  const notices = (text: string, name = 'template.yaml') => {
    const path = join(directory, name);
    writeFileSync(path, text);
    const file = readTemplateFile(path);
    const lines = file.notices.map(({ subject, problem }: ReadingNotice) => `${subject}: ${problem}`);
    return { resources: file.template.Resources, lines };
  };
  const queue = (name: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: name } });

  // CloudFormation: https://github.com/go-to-k/cdk-real-drift/issues/1074
  it.each([
    ['YAML', 'Resources:\n  A: {}\n  # again\n  "A": { Type: AWS::SQS::Queue, Properties: { QueueName: b } }\n', 4],
    ['JSON', '{"Resources": {\n "A": {},\n\t"A": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "b"}}}}', 3],
  ])('equal keys in %s: the last one counts', (_, text, line) => {
    expect(notices(text)).toEqual({
      resources: { A: queue('b') },
      lines: [`Resources.A in line 2: not read, because the last of equal keys counts, which is in line ${line}`],
    });
  });

  it('a tag of another tool: the value is unknown', () => {
    const { resources, lines } = notices(
      'Resources:\n  A:\n    Type: B\n    Properties:\n      Code: !Rain::Embed\n        a.js\n',
    );
    expect(resources.A?.Properties).toEqual({ Code: { 'Fn::Rain::Embed': 'a.js' } });
    expect(lines).toEqual([
      '!Rain::Embed in line 5: its value is unknown, because it is not a function of CloudFormation',
    ]);
  });

  it.each([
    ['{ Properties: {} }', 'it has no type'],
    ['text', 'it is not an object'],
    ['null', 'it is not an object'],
    ['{ Type: B, Properties: null }', 'its "Properties" are not an object'],
  ])('the other resources when one is %s', (resource, problem) => {
    expect(notices(`Resources: { A: ${resource}, B: { Type: C } }`)).toEqual({
      resources: { B: { Type: 'C' } },
      lines: [`A: not read, because ${problem}`],
    });
  });
});

describe('an error names the place and the problem in one line', () => {
  it.each<[string, string, RegExp]>([
    ['a list that is not closed', 'Resources:\n  A: [1', /template\.yaml, line 2: .+\.$/],
    ['a wrong indentation', 'Resources:\n  A:\n   b: 1\n  c\n', /line 4: /],
    ['a tab', 'Resources:\n\tA: 1', /line 2: tab characters must not be used/],
    ['a second document', 'Resources: {}\n---\nResources: {}', /2 YAML documents instead of one\.$/],
    ['an alias without an anchor', 'Resources: *nothing', /line 1: unidentified alias "nothing"\.$/],
    ['a list that contains itself', 'Resources: &a [*a]', /nested more than 100 levels deep/],
    ['a NUL byte', 'Resources:\n  A: \0', /line 2: null byte/],
    ['too deep nesting', `Resources: ${'['.repeat(100_000)}`, /line 1: it is nested more than 100 levels deep\.$/],
    [
      'too deep nesting in JSON',
      `${'{"Resources":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      /nested more than 100 levels/,
    ],
    ['aliases that multiply', bomb(), /aliases stand for more than a million values/],
    ['a text', 'hello', /is not a CloudFormation template: it has no "Resources"/],
    ['an empty file', '', /is not a CloudFormation template/],
  ])('%s', (_, text, message) => {
    const failure = failureOf(() => read(text));
    expect(failure).toBeInstanceOf(TemplateError);
    expect(failure?.message).toMatch(message);
    expect(failure?.message).toContain('template.yaml');
    expect(failure?.message).not.toContain('\n');
  });

  it.each<[string, string, RegExp]>([
    ['a comma missing', '{"Resources": {\n"A": 1 "B": 2}}', /template\.json, line 2: /],
    ['an early end', '{"Resources": {\n"A": {', /template\.json, line 2: unexpected end/],
    ['text on two lines', 'not\njson', /template\.json is not a CloudFormation template: [^\n]*$/],
  ])('JSON with %s', (_, text, message) => {
    expect(() => read(text, 'template.json')).toThrow(message);
  });

  it('a file that does not exist', () => {
    expect(() => readTemplateFile(join(directory, 'nowhere.yaml'))).toThrow(/^Cannot read .*nowhere\.yaml: ENOENT/);
  });

  it('any text gives a value, or an error of one line', () => {
    const noise = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab:-[]{}!&*"\'\n \t#|>%@,?') }));
    fc.assert(
      fc.property(noise, (text) => {
        const failure = failureOf(() => parse(text));
        if (failure !== undefined) expect(failure.message).toMatch(/^template\.yaml[^\n]*$/);
      }),
      { numRuns: 500 },
    );
  });
});

function bomb(): string {
  const lists = Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}]`);
  return `a0: &a0 [x]\n${lists.join('\n')}`;
}

function failureOf(act: () => unknown): Error | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
