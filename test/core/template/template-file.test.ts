import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { TemplateError } from '../../../core/template/template.ts';
import { parseTemplateText, readTemplateFile } from '../../../core/template/template-file.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const read = (text: string, name = 'template.yaml') => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return readTemplateFile(path);
};
const parse = (text: string) => parseTemplateText(text, 'template.yaml');

describe('reads', () => {
  it('the same template from JSON and from YAML, with a byte order mark or without', () => {
    const template = { Resources: { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } } } };
    expect(read(JSON.stringify(template), 'a.json')).toEqual(template);
    expect(read(`\uFEFF${JSON.stringify(template)}`, 'a.template')).toEqual(template);
    expect(read(stringify(template))).toEqual(template);
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
    // Texts that templates of AWS write without quotes.
    ['OFF', 'OFF'],
    ['2012-10-17', '2012-10-17'],
    ['!!str 5', '5'],
  ])('%s', (yaml, expected) => {
    expect(parse(`Value: ${yaml}`)).toEqual({ Value: expected });
  });

  it('resources, but not macros', () => {
    const text = `Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Topics: [Name, [a, b], { "Topic\${Name}": { Type: AWS::SNS::Topic } }]
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://bucket/more.yaml } }
  Logs: { Type: AWS::Logs::LogGroup }`;
    expect(read(text).Resources).toEqual({ Logs: { Type: 'AWS::Logs::LogGroup' } });
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
        expect(parseTemplateText(json, 'a.json')).toEqual(JSON.parse(json));
        expect(parse(stringify(JSON.parse(json)))).toEqual(JSON.parse(json));
      }),
    );
  });
});

describe('an error names the place and the problem in one line', () => {
  it.each<[string, string, RegExp]>([
    ['a list that is not closed', 'Resources:\n  A: [1', /template\.yaml, line 2: .+\.$/],
    ['a wrong indentation', 'Resources:\n  A:\n   b: 1\n  c\n', /line 4: /],
    ['a tab', 'Resources:\n\tA: 1', /line 2: Tabs are not allowed/],
    ['a key twice', 'Resources: {}\nResources: {}', /line 2: Map keys must be unique\.$/],
    ['a second document', 'Resources: {}\n---\nResources: {}', /line 2: .*one YAML document/],
    ['an unknown tag', 'Resources:\n  A: !Reff B', /line 2: !Reff is not a CloudFormation function\.$/],
    ['an alias without an anchor', 'Resources: *nothing', /nothing/],
    ['too deep nesting', `Resources: ${'['.repeat(100_000)}`, /Maximum call stack/],
    ['aliases that multiply', bomb(), /Excessive alias count/],
    ['a text', 'hello', /is not a CloudFormation template: it has no "Resources"/],
    ['an empty file', '', /is not a CloudFormation template/],
    ['a resource without a type', 'Resources: { A: { Properties: {} } }', /resource "A" has no "Type"/],
  ])('%s', (_, text, message) => {
    const failure = failureOf(() => read(text));
    expect(failure).toBeInstanceOf(TemplateError);
    expect(failure?.message).toMatch(message);
    expect(failure?.message).toContain('template.yaml');
    expect(failure?.message).not.toContain('\n');
  });

  it.each<[string, string, RegExp]>([
    ['a comma missing', '{"Resources": {\n"A": 1 "B": 2}}', /template\.json, line 2: /],
    ['an early end', '{"Resources": {\n"A": {', /template\.json, line 2: /],
    ['a trailing comma, which YAML allows', '{"Resources": {},}', /template\.json is not valid JSON: .*line 1/],
    ['YAML', 'Resources: {}', /template\.json is not valid JSON: /],
    ['text on two lines', 'not\njson', /template\.json is not valid JSON: [^\n]*$/],
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
