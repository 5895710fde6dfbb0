import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTemplateFile } from '../../../core/template/template-file.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
it('AWS::Include adds the content of local files: to an object, to a section, and as sections', () => {
  write('function.yaml', 'Runtime: nodejs22.x\nRole: !GetAtt Role.Arn\nHandler: other');
  write('more.yaml', 'Logs: { Type: AWS::Logs::LogGroup }');
  write(
    'sections.json',
    '{"Conditions": {"A": {"Fn::Equals": [1, 1]}}, "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}',
  );
  const path = write(
    'template.yaml',
    `Transform: { Name: AWS::Include, Parameters: { Location: sections.json } }
Resources:
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./more.yaml } }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./function.yaml } }`,
  );
  const { template, notices } = readTemplateFile(path);
  expect(template).toMatchObject({
    Conditions: { A: { 'Fn::Equals': [1, 1] } },
    Resources: {
      Logs: { Type: 'AWS::Logs::LogGroup' },
      Queue: { Type: 'AWS::SQS::Queue' },
      Function: {
        Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      },
    },
  });
  expect(notices).toEqual([]);
});

it('what is not local is left out with a notice', () => {
  const path = write(
    'remote.yaml',
    `Resources:
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://bucket/more.yaml } }
  A: { Type: B, Properties: { Fn::Transform: { Name: Own }, C: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: d.yaml } } } } }`,
  );
  const { template, notices } = readTemplateFile(path);
  expect(template.Resources).toEqual({ A: { Type: 'B', Properties: { C: {} } } });
  const unknown = 'not applied, because its result is known only at deployment';
  expect(notices).toEqual([
    { subject: 'Fn::Transform of s3://bucket/more.yaml', problem: unknown },
    { subject: 'Fn::Transform Own', problem: unknown },
    { subject: 'Fn::Transform of d.yaml', problem: 'not read, because the file does not exist' },
  ]);
});
