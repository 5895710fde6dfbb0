import { expect, it } from 'vitest';
import { asTemplate } from '../../../core/template/template.ts';
import { lossesOfUpdate } from './replacement-check.ts';

const template = (Logs: object, id = 'Logs') =>
  asTemplate({ Resources: { [id]: { Type: 'AWS::Logs::LogGroup', ...Logs } } }, 'test');
const group = { Properties: { LogGroupName: 'orders', RetentionInDays: 731 }, DeletionPolicy: 'Retain' };

// LogGroupName: "Update requires: Replacement".
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
it.each([
  ['nothing', template(group), []],
  ['a tag', template({ ...group, Properties: { ...group.Properties, Tags: [] } }), []],
  [
    'the name',
    template({ ...group, Properties: { RetentionInDays: 731 } }),
    ['Logs (AWS::Logs::LogGroup) is replaced: LogGroupName'],
  ],
  [
    'a shorter retention',
    template({ ...group, Properties: { LogGroupName: 'orders', RetentionInDays: 30 } }),
    ['Logs (AWS::Logs::LogGroup) keeps events for 30 days instead of 731'],
  ],
  [
    'the deletion policy',
    template({ ...group, DeletionPolicy: 'Delete' }),
    ['Logs (AWS::Logs::LogGroup) has no DeletionPolicy Retain any more'],
  ],
  ['the logical id', template(group, 'Other'), ['Logs (AWS::Logs::LogGroup) is deleted']],
  [
    'the type',
    asTemplate({ Resources: { Logs: { Type: 'AWS::SQS::Queue' } } }, 'test'),
    ['Logs (AWS::Logs::LogGroup) becomes AWS::SQS::Queue'],
  ],
])('a change of %s', (_, after, losses) => {
  expect(lossesOfUpdate(template(group), after)).toEqual(losses);
});

it('a retention where there was none is shorter', () => {
  const [before, after] = [{}, { RetentionInDays: 30 }].map((Properties) => template({ Properties }));
  expect(lossesOfUpdate(before as never, after as never)).toEqual([
    'Logs (AWS::Logs::LogGroup) keeps events for 30 days instead of Infinity',
  ]);
});

it('a changed resource of an unknown type is named', () => {
  const [before, after] = [1, 2].map((Size) =>
    asTemplate({ Resources: { A: { Type: 'AWS::Other::Thing', Properties: { Size } } } }, 'test'),
  );
  expect(lossesOfUpdate(before as never, after as never)).toEqual([
    'A (AWS::Other::Thing) The impact of a change of AWS::Other::Thing (Size) is not known: add the type',
  ]);
});

const version = (id: string, LoggingConfig: object, service = 'lambda') =>
  asTemplate(
    {
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { AssumeRolePolicyDocument: { Service: `${service}.amazonaws.com` } },
        },
        Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, LoggingConfig } },
        [id]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
      },
    },
    'test',
  );

// "A version for this Lambda function exists": https://github.com/aws/aws-cdk/issues/11537
it.each([
  ['no version', version('V1', {}), []],
  ['a version of a function that changes', version('V2', { LogFormat: 'JSON' }), []],
  [
    'a version of a function that gets its defaults',
    version('V2', { LogFormat: 'Text' }),
    ['V1 (AWS::Lambda::Version) is created again, and Lambda refuses a second version of the same function'],
  ],
])('reports what fails when %s is replaced', (_, after, losses) => {
  expect(lossesOfUpdate(version('V1', {}), after)).toEqual(losses);
});

it('reports a new version of a Lambda@Edge function', () => {
  const [before, after] = [version('V1', {}, 'edgelambda'), version('V2', { LogFormat: 'JSON' }, 'edgelambda')];
  expect(lossesOfUpdate(before, after)).toEqual([
    'V1 (AWS::Lambda::Version) is replaced, and CloudFront has replicas of the old version for hours',
  ]);
});
