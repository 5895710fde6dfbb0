import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { errorOf, eventually, useService } from './service.ts';

const service = useService();

async function describeOne(logGroupName: string): Promise<LogGroup | undefined> {
  const { logGroups } = await service.client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
  return logGroups?.[0];
}

describe('a log group', () => {
  test('is described as it was created, with both its ARNs', async () => {
    const name = service.groupName();
    const before = Date.now();
    await service.client.send(new CreateLogGroupCommand({ logGroupName: name }));
    const group = await describeOne(name);
    expect(group).toMatchObject({
      logGroupName: name,
      metricFilterCount: 0,
      storedBytes: 0,
      logGroupClass: 'STANDARD',
      deletionProtectionEnabled: false,
    });
    expect(group).not.toHaveProperty('retentionInDays');
    expect(group?.logGroupArn).toMatch(new RegExp(`^arn:aws:logs:[a-z0-9-]+:\\d{12}:log-group:${name}$`));
    expect(group?.arn).toBe(`${group?.logGroupArn}:*`);
    expect(Math.abs((group?.creationTime ?? 0) - before)).toBeLessThan(60_000);
  });

  test('cannot be created twice', async () => {
    const name = await service.group();
    expect(await errorOf(service.client.send(new CreateLogGroupCommand({ logGroupName: name })))).toBe(
      'ResourceAlreadyExistsException: The specified log group already exists',
    );
  });

  test('is deleted with its streams, and can be created again without them', async () => {
    const name = await service.group('stream');
    await service.client.send(new DeleteLogGroupCommand({ logGroupName: name }));
    expect(await describeOne(name)).toBeUndefined();
    expect(await errorOf(service.client.send(new DescribeLogStreamsCommand({ logGroupName: name })))).toBe(
      'ResourceNotFoundException: The specified log group does not exist.',
    );
    await service.client.send(new CreateLogGroupCommand({ logGroupName: name }));
    const { logStreams } = await service.client.send(new DescribeLogStreamsCommand({ logGroupName: name }));
    expect(logStreams).toEqual([]);
  });

  test.each([
    ['DeleteLogGroup', (logGroupName: string) => new DeleteLogGroupCommand({ logGroupName })],
    [
      'PutRetentionPolicy',
      (logGroupName: string) => new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }),
    ],
    ['DeleteRetentionPolicy', (logGroupName: string) => new DeleteRetentionPolicyCommand({ logGroupName })],
  ])('that does not exist causes an error of %s', async (_action, command) => {
    const call = service.client.send(command(service.groupName()) as DeleteLogGroupCommand);
    expect(await errorOf(call)).toBe('ResourceNotFoundException: The specified log group does not exist.');
  });

  test('keeps its retention until the retention is deleted', async () => {
    const name = await service.group();
    await service.client.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: 14 }));
    expect(
      await eventually(
        () => describeOne(name),
        (group) => group?.retentionInDays !== undefined,
      ),
    ).toMatchObject({
      retentionInDays: 14,
    });
    await service.client.send(new DeleteRetentionPolicyCommand({ logGroupName: name }));
    await eventually(
      () => describeOne(name),
      (group) => group?.retentionInDays === undefined,
    );
  });

  test('accepts only the retentions of the service', async () => {
    const call = new PutRetentionPolicyCommand({ logGroupName: await service.group(), retentionInDays: 2 });
    expect(await errorOf(service.client.send(call))).toMatch(/^InvalidParameterException: .*'retentionInDays'/);
  });

  test('cannot have a name of more than 512 characters', async () => {
    const call = new CreateLogGroupCommand({ logGroupName: 'a'.repeat(513) });
    expect(await errorOf(service.client.send(call))).toBe(
      'InvalidParameterException: Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
    );
  });
});

describe('DescribeLogGroups', () => {
  test('lists by prefix in the order of names, page by page', async () => {
    const prefix = service.groupName('paged');
    const names = ['-b', '-a', '', '-a/x', '-c'].map((suffix) => prefix + suffix);
    for (const logGroupName of names) {
      await service.client.send(new CreateLogGroupCommand({ logGroupName }));
    }
    try {
      const pages: (string | undefined)[][] = [];
      const config = { client: service.client, pageSize: 2 };
      for await (const page of paginateDescribeLogGroups(config, { logGroupNamePrefix: prefix })) {
        pages.push((page.logGroups ?? []).map((group) => group.logGroupName));
      }
      expect(pages.flat()).toEqual(names.toSorted());
      expect(pages.every((page) => page.length <= 2)).toBe(true);
    } finally {
      for (const logGroupName of names) await service.client.send(new DeleteLogGroupCommand({ logGroupName }));
    }
  });

  test('finds by a part of the name, case-sensitively, with fewer members', async () => {
    const name = await service.group();
    const part = name.slice(10);
    const { logGroups } = await service.client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: part }));
    expect(logGroups?.map((group) => group.logGroupName)).toEqual([name]);
    expect(logGroups?.[0]).not.toHaveProperty('storedBytes');
    const upperCase = new DescribeLogGroupsCommand({ logGroupNamePattern: part.toUpperCase() });
    expect((await service.client.send(upperCase)).logGroups).toEqual([]);
  });

  test('accepts a prefix or a pattern, not both', async () => {
    const call = new DescribeLogGroupsCommand({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' });
    expect(await errorOf(service.client.send(call))).toBe(
      'InvalidParameterException: LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  });

  test('lists only one class on request', async () => {
    const name = service.groupName('rare');
    await service.client.send(new CreateLogGroupCommand({ logGroupName: name, logGroupClass: 'INFREQUENT_ACCESS' }));
    const find = async (logGroupClass: 'STANDARD' | 'INFREQUENT_ACCESS') => {
      const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name, logGroupClass });
      return (await service.client.send(command)).logGroups?.map((group) => group.logGroupClass);
    };
    expect(await find('INFREQUENT_ACCESS')).toEqual(['INFREQUENT_ACCESS']);
    expect(await find('STANDARD')).toEqual([]);
  });

  test('rejects an unknown token', async () => {
    const call = new DescribeLogGroupsCommand({ nextToken: 'not-a-token' });
    expect(await errorOf(service.client.send(call))).toMatch(/^InvalidParameterException: /);
  });

  test('rejects pages larger than 50', async () => {
    const call = new DescribeLogGroupsCommand({ limit: 51 });
    expect(await errorOf(service.client.send(call))).toBe(
      "InvalidParameterException: 1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: " +
        'Member must have value less than or equal to 50',
    );
  });
});
