import {
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, it } from 'vitest';
import { adoptLogGroup } from '../../../lambdas/adopted-log-group/adopt-log-group.ts';
import { adoptedLogGroup } from '../../../lambdas/adopted-log-group/adopted-log-group.ts';
import { CallRetries } from '../../../lambdas/custom-resource/call-retries.ts';
import { VirtualClock } from '../../core/sources/virtual-clock.ts';
import { startService } from '../../local/logs-service/local-service.ts';

const NAME = 'API-Gateway-Execution-Logs_a1b2c3d4e5/prod';
const clock = new VirtualClock();
const retries = new CallRetries(clock, 200_000, new AbortController().signal);
const SETTINGS = { logGroupName: NAME, retentionInDays: 7 };

it('creates a group with its retention', async () => {
  const { client } = await startService();
  await adoptLogGroup(SETTINGS, client, retries);
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: NAME }));
  expect(logGroups).toMatchObject([{ logGroupName: NAME, retentionInDays: 7 }]);
});

it('adopts a group that API Gateway created, with its events, also when it runs again', async () => {
  const { client, call } = await startService();
  await client.send(new CreateLogGroupCommand({ logGroupName: NAME }));
  await call('CreateLogStream', { logGroupName: NAME, logStreamName: 's' });
  const logEvents = [{ timestamp: Date.parse('2026-11-21T12:00:00Z'), message: 'kept' }];
  await client.send(new PutLogEventsCommand({ logGroupName: NAME, logStreamName: 's', logEvents }));
  await adoptLogGroup(SETTINGS, client, retries);
  await adoptLogGroup({ ...SETTINGS, retentionInDays: 30 }, client, retries);
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: NAME }));
  expect(logGroups).toMatchObject([{ logGroupName: NAME, retentionInDays: 30 }]);
  const { body } = await call('GetLogEvents', { logGroupName: NAME, logStreamName: 's', startFromHead: true });
  expect(body.events).toMatchObject([{ message: 'kept' }]);
});

it('sets the key of an existing group', async () => {
  const sent: unknown[] = [];
  const client = {
    send: async (command: unknown) => {
      sent.push(command);
      if (command instanceof CreateLogGroupCommand) {
        throw Object.assign(new Error('exists'), { name: 'ResourceAlreadyExistsException' });
      }
      return {};
    },
  };
  await adoptLogGroup({ ...SETTINGS, kmsKeyId: 'arn:key' }, client as never, retries);
  const associated = sent.find((command) => command instanceof AssociateKmsKeyCommand);
  expect(associated?.input).toEqual({ logGroupName: NAME, kmsKeyId: 'arn:key' });
});

it('fails with the error of CloudWatch Logs', async () => {
  const { client } = await startService();
  await expect(adoptLogGroup({ ...SETTINGS, retentionInDays: 6 }, client, retries)).rejects.toThrow(/retentionInDays/);
});

const PROPERTIES = { LogGroupName: NAME, RetentionInDays: '7' };

it.each([
  ['removes the key that the template no longer has', { KmsKeyId: 'arn:key' }, {}, true],
  ['keeps a key that the template has', { KmsKeyId: 'arn:key' }, { KmsKeyId: 'arn:key' }, false],
  ['keeps a key that the template never had', {}, {}, false],
])('an update %s', async (_, before, after, removes) => {
  const sent: string[] = [];
  const client = { send: async (command: object) => void sent.push(command.constructor.name) };
  await adoptedLogGroup(client as never).apply({ ...PROPERTIES, ...after }, retries, {
    physicalId: NAME,
    stackId: 's',
    before: { ...PROPERTIES, ...before },
  });
  expect(sent.includes('DisassociateKmsKeyCommand')).toBe(removes);
});

const awsError = (name: string, message = name) => Object.assign(new Error(message), { name });

// Names of errors: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
it.each([
  ['IAM has not distributed the role', awsError('AccessDeniedException')],
  ['IAM has not distributed its credentials', awsError('UnrecognizedClientException')],
  ['API Gateway creates the group at the same time', awsError('OperationAbortedException')],
  [
    'the policy of the key is not effective',
    awsError('InvalidParameterException', 'The specified KMS Key Id could not be found, or is not allowed'),
  ],
])('calls again while %s', async (_, error) => {
  const time = new VirtualClock();
  const start = time.now();
  const sent: string[] = [];
  const client = {
    send: async (command: object) => {
      if (time.now() - start < 60_000) throw error;
      sent.push(command.constructor.name);
    },
  };
  const waiting = new CallRetries(time, 200_000, new AbortController().signal);
  await time.runUntil(adoptLogGroup({ ...SETTINGS, kmsKeyId: 'arn:key' }, client as never, waiting));
  expect(sent).toEqual(['CreateLogGroupCommand', 'PutRetentionPolicyCommand']);
});
