import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { expect, it } from 'vitest';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';

const inline = { code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_24_X };

/** The policy of a key that encrypts the log groups of two functions, in a stack of its own. */
function keyPolicy(env: { region?: string; account?: string }): Template {
  const app = new App();
  const keys = new Stack(app, 'Keys', { env });
  const shop = new Stack(app, 'Shop', { env });
  new LambdaFunction(shop, 'Charge', inline);
  new LambdaFunction(shop, 'Refund', inline);
  FunctionLogging.of(shop).enable({ encryptionKey: new Key(keys, 'Key') });
  return Template.fromStack(keys);
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
const ACTIONS = ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];

// "The Principal in China must end with .amazonaws.com.cn": https://github.com/serverless/serverless/issues/12087
it('allows CloudWatch Logs of the region to use the key for log groups of this account, once, in every partition', () => {
  keyPolicy({ region: 'cn-north-1', account: '123456789012' }).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: [
        Match.objectLike({ Action: 'kms:*' }),
        {
          Effect: 'Allow',
          Principal: { Service: { 'Fn::Join': ['', ['logs.cn-north-1.', { Ref: 'AWS::URLSuffix' }]] } },
          Action: ACTIONS,
          Resource: '*',
          Condition: {
            ArnLike: {
              'kms:EncryptionContext:aws:logs:arn': {
                'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:cn-north-1:123456789012:log-group:*']],
              },
            },
          },
        },
      ],
    },
  });
  const [key] = Object.values(keyPolicy({}).findResources('AWS::KMS::Key'));
  expect(key?.Properties.KeyPolicy.Statement).toHaveLength(2);
  expect(key?.Properties.KeyPolicy.Statement[1].Principal.Service['Fn::Join'][1]).toEqual([
    'logs.',
    { Ref: 'AWS::Region' },
    '.',
    { Ref: 'AWS::URLSuffix' },
  ]);
});
