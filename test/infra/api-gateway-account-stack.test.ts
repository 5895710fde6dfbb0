import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { ApiGatewayAccountStack } from '../../infra/stacks/api-gateway-account-stack.ts';

const template = Template.fromStack(new ApiGatewayAccountStack(new App(), 'Account'));

it('has a role that API Gateway may take, and that may push logs and nothing else', () => {
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } }],
    },
    ManagedPolicyArns: [
      {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs'],
        ],
      },
    ],
  });
  template.resourceCountIs('AWS::IAM::Policy', 0);
});

it('keeps role and setting when the stack is deleted: every API of the region logs by them', () => {
  for (const type of ['AWS::IAM::Role', 'AWS::ApiGateway::Account']) {
    const [found] = Object.values(template.findResources(type));
    expect(found).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  }
});
