import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { it } from 'vitest';
import { acknowledgeFindings } from '../../../infra/constructs/cdk-compatibility.ts';

it('writes an acknowledgement once into each resource, in the form that cdk-nag 2 reads', () => {
  const stack = new Stack(new App(), 'Shop');
  const scope = new Construct(stack, 'Logs');
  new CfnLogGroup(scope, 'A');
  const acknowledge = (id: string) => acknowledgeFindings(scope, { id, reason: 'a test' });
  acknowledge('AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role/*]');
  acknowledge('Serverless::Serverless-LambdaDLQ');
  acknowledge('Serverless::Serverless-LambdaDLQ');
  // https://github.com/cdklabs/cdk-nag/blob/v2/README.md, "Suppressing `aws-cdk-lib/pipelines` Violations" and "Rules in raw templates"
  Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', {
    Metadata: {
      cdk_nag: {
        rules_to_suppress: [
          {
            id: 'AwsSolutions-IAM5',
            reason: 'a test',
            applies_to: ['Resource::arn:<AWS::Partition>:iam::*:role/*'],
          },
          { id: 'Serverless-LambdaDLQ', reason: 'a test' },
        ],
      },
    },
  });
});
