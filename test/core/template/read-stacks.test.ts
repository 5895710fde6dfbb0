import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStacks } from '../../../core/template/read-stacks.ts';
import { noticeLines } from '../../../core/template/reading-notice.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string) => {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const names = (path: string) => readStacks(path).map(({ name }) => name);
const nesting = (id: string, url: string) =>
  `Resources: { ${id}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${url} } } }`;

describe('a template file', () => {
  it('is a stack, as are the templates nested in it, at any depth and in other folders', () => {
    write('nested/inner.yaml', 'Resources: { Logs: { Type: AWS::Logs::LogGroup } }');
    write('nested/outer.yaml', nesting('Inner', './inner.yaml'));
    const path = write(
      'shop.yaml',
      `Resources:
  Outer: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: nested/outer.yaml } }
  App: { Type: AWS::Serverless::Application, Properties: { Location: nested/inner.yaml } }`,
    );
    expect(names(path)).toEqual(['shop', 'shop/Outer', 'shop/Outer/Inner', 'shop/App']);
    expect(readStacks(path)[2]).toMatchObject({
      file: join(directory, 'nested', 'inner.yaml'),
      template: { Resources: { Logs: { Type: 'AWS::Logs::LogGroup' } } },
    });
  });

  const lines = (path: string) => noticeLines(readStacks(path), (file) => basename(file));

  it.each([
    'https://bucket.s3.amazonaws.com/inner.yaml',
    '!Ref Url',
    '!Sub "https://${Bucket}/x"',
    '!If [A, x, y]',
    '"{{resolve:ssm:/template/path}}"',
    '"${url}"',
  ])('with a nested template in S3 (%s) gives its own stack and a notice', (url) => {
    const path = write('shop.template', nesting('Outer', url));
    expect(names(path)).toEqual(['shop']);
    expect(lines(path)).toEqual([
      'shop.template: the nested stack Outer: not read, because its template is not a local file.',
    ]);
  });

  it('with nested templates that do not exist gives its own stack and a notice', () => {
    const path = write(
      'shop.yaml',
      `Resources:
  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./packaged.yaml } }
  B: { Type: AWS::Serverless::Application, Properties: { Location: ./packaged.yaml } }
  C: { Type: AWS::Serverless::Application, Properties: { Location: { ApplicationId: x, SemanticVersion: 1.0.0 } } }`,
    );
    expect(names(path)).toEqual(['shop']);
    expect(lines(path)).toEqual([
      'shop.yaml: the nested stack A, the nested stack B: not read, because its template ./packaged.yaml does not exist.',
      'shop.yaml: the nested stack C: not read, because its template is not a local file.',
    ]);
  });

  it('that nests itself causes an error with one message', () => {
    write('b.yaml', nesting('A', 'a.yaml'));
    expect(() => readStacks(write('a.yaml', nesting('B', 'b.yaml')))).toThrow(
      /b\.yaml: the nested stack A uses the template a\.yaml, which contains this nested stack/,
    );
  });
});

describe('a cloud assembly', () => {
  const STACK = { type: 'aws:cloudformation:stack' };

  it('gives its stacks, those of stages, and nested stacks, whose templates are assets', () => {
    const hash = 'a'.repeat(64);
    write(
      'manifest.json',
      JSON.stringify({
        artifacts: {
          Shop: { ...STACK, properties: { templateFile: 'Shop.template.json' } },
          Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Stage' } },
        },
      }),
    );
    const TemplateURL = { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::Region' }, `/assets/${hash}.json`]] };
    const Nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } };
    write('Shop.template.json', JSON.stringify({ Resources: { Nested } }));
    write('Shop.assets.json', JSON.stringify({ files: { [hash]: { source: { path: 'Nested.template.json' } } } }));
    write('Nested.template.json', JSON.stringify({ Resources: {} }));
    write(
      'assembly-Stage/manifest.json',
      JSON.stringify({ artifacts: { Prod: { ...STACK, properties: { templateFile: 'Prod.template.yaml' } } } }),
    );
    write('assembly-Stage/Prod.template.yaml', 'Resources: {}');
    expect(names(directory)).toEqual(['Shop', 'Shop/Nested', 'Prod']);
    expect(names(join(directory, 'Shop.template.json'))).toEqual(['Shop', 'Shop/Nested']);
    const [shop, nested] = readStacks(directory);
    expect(nested).toMatchObject({ nestedIn: { logicalId: 'Nested' }, file: join(directory, 'Nested.template.json') });
    expect(nested?.nestedIn?.stack).toBe(shop);
    expect(nested?.assets).toBe(shop?.assets);
  });

  it('finds a nested template by its asset path when the URL does not contain an asset', () => {
    const Nested = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: { 'Fn::Join': ['', ['https://s3/', { Ref: 'AssetParameters' }]] } },
      Metadata: { 'aws:asset:path': 'Nested.nested.template.json', 'aws:asset:property': 'TemplateURL' },
    };
    write('Nested.nested.template.json', JSON.stringify({ Resources: {} }));
    expect(names(write('Shop.template.json', JSON.stringify({ Resources: { Nested } })))).toEqual([
      'Shop',
      'Shop/Nested',
    ]);
  });

  it('without the template of a nested stack causes an error: it is incomplete', () => {
    const hash = 'b'.repeat(64);
    const Nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: `https://s3/${hash}.json` } };
    write('Shop.assets.json', JSON.stringify({ files: { [hash]: { source: { path: 'Nested.template.json' } } } }));
    expect(() => readStacks(write('Shop.template.json', JSON.stringify({ Resources: { Nested } })))).toThrow(
      /the nested stack Nested names the template .*Nested\.template\.json, which does not exist\. Run `npx cdk synth/,
    );
  });

  it('that does not exist causes an error with one message', () => {
    expect(() => readStacks(join(directory, 'cdk.out'))).toThrow(/There is no .*cdk\.out\. Run `npx cdk synth`/);
    expect(() => readStacks(directory)).toThrow(/no manifest\.json/);
  });
});
