import {
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandInput,
  paginateDescribeLogStreams,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { errorOf, eventually, useService } from './service.ts';

const service = useService();

async function names(input: DescribeLogStreamsCommandInput, pageSize = 2): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for await (const page of paginateDescribeLogStreams({ client: service.client, pageSize }, input)) {
    expect(page.logStreams?.length).toBeLessThanOrEqual(pageSize);
    found.push(...(page.logStreams ?? []).map((stream) => stream.logStreamName));
  }
  return found;
}

describe('a log stream', () => {
  test('without events has only a name, an ARN and a creation time', async () => {
    const logGroupName = await service.group('2026/11/21/[$LATEST]0123');
    const { logStreams } = await service.client.send(new DescribeLogStreamsCommand({ logGroupName }));
    expect(logStreams).toEqual([
      {
        logStreamName: '2026/11/21/[$LATEST]0123',
        creationTime: expect.any(Number),
        arn: expect.stringMatching(/:log-group:\/tailgate-contract\/.*:log-stream:2026\/11\/21\/\[\$LATEST\]0123$/),
        storedBytes: 0,
      },
    ]);
  });

  test('has the times of its first and last events, and of the last ingestion', async () => {
    const logGroupName = await service.group('stream');
    const now = Date.now();
    await service.put(logGroupName, 'stream', [
      { timestamp: now - 1000, message: 'first' },
      { timestamp: now, message: 'last' },
    ]);
    await service.put(logGroupName, 'stream', [{ timestamp: now - 500, message: 'between' }]);
    const read = async () =>
      (await service.client.send(new DescribeLogStreamsCommand({ logGroupName }))).logStreams?.[0];
    const stream = await eventually(read, (each) => each?.lastEventTimestamp !== undefined);
    expect(stream).toMatchObject({ firstEventTimestamp: now - 1000, lastEventTimestamp: now });
    expect(stream?.lastIngestionTime).toBeGreaterThanOrEqual(now - 60_000);
  });

  test('cannot be created twice, or in a group that does not exist', async () => {
    const logGroupName = await service.group('stream');
    const duplicate = new CreateLogStreamCommand({ logGroupName, logStreamName: 'stream' });
    expect(await errorOf(service.client.send(duplicate))).toBe(
      'ResourceAlreadyExistsException: The specified log stream already exists',
    );
    const withoutGroup = new CreateLogStreamCommand({ logGroupName: service.groupName(), logStreamName: 'stream' });
    expect(await errorOf(service.client.send(withoutGroup))).toBe(
      'ResourceNotFoundException: The specified log group does not exist.',
    );
  });

  test('cannot have a colon or an asterisk in its name', async () => {
    const logGroupName = await service.group();
    for (const logStreamName of ['a:b', 'a*b']) {
      const call = new CreateLogStreamCommand({ logGroupName, logStreamName });
      expect(await errorOf(service.client.send(call))).toMatch(/^InvalidParameterException: .*\[\^:\*\]\*/);
    }
  });

  test('is deleted, and cannot be deleted again', async () => {
    const logGroupName = await service.group('stream', 'other');
    const call = () => service.client.send(new DeleteLogStreamCommand({ logGroupName, logStreamName: 'stream' }));
    await call();
    expect(await names({ logGroupName })).toEqual(['other']);
    expect(await errorOf(call())).toBe('ResourceNotFoundException: The specified log stream does not exist.');
  });
});

describe('DescribeLogStreams', () => {
  test('lists by name, in both directions, page by page', async () => {
    const streams = ['b', 'a', 'c/1', 'c', 'Z'];
    const logGroupName = await service.group(...streams);
    const sorted = ['Z', 'a', 'b', 'c', 'c/1'];
    expect(await names({ logGroupName })).toEqual(sorted);
    expect(await names({ logGroupName, descending: true })).toEqual(sorted.toReversed());
  });

  test('lists the streams with a prefix, in both directions', async () => {
    const logGroupName = await service.group('b', 'app', 'app/2', 'app/1', 'a');
    const found = ['app', 'app/1', 'app/2'];
    expect(await names({ logGroupName, logStreamNamePrefix: 'app' })).toEqual(found);
    expect(await names({ logGroupName, logStreamNamePrefix: 'app', descending: true })).toEqual(found.toReversed());
  });

  test('lists by the time of the last event, in both directions, page by page', async () => {
    const logGroupName = await service.group('a', 'b', 'c', 'empty');
    const now = Date.now();
    await service.put(logGroupName, 'a', [{ timestamp: now - 2000, message: 'x' }]);
    await service.put(logGroupName, 'b', [{ timestamp: now, message: 'x' }]);
    await service.put(logGroupName, 'c', [{ timestamp: now - 1000, message: 'x' }]);
    const ordered = (descending: boolean) => names({ logGroupName, orderBy: 'LastEventTime', descending });
    const latestFirst = ['b', 'c', 'a', 'empty'];
    await eventually(
      () => ordered(true),
      (found) => found.join() === latestFirst.join(),
    );
    expect(await ordered(false)).toEqual(latestFirst.toReversed());
  });

  test('rejects the order by last event together with a prefix', async () => {
    const logGroupName = await service.group();
    const input = { logGroupName, orderBy: 'LastEventTime', logStreamNamePrefix: 'a' } as const;
    expect(await errorOf(service.client.send(new DescribeLogStreamsCommand(input)))).toBe(
      'InvalidParameterException: Cannot order by LastEventTime with a logStreamNamePrefix.',
    );
  });

  test('accepts the name or the ARN of the group as identifier, but not together with the name, and not with `:*`', async () => {
    const logGroupName = await service.group('stream');
    const { logGroups } = await service.client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
    const { arn = '', logGroupArn = '' } = logGroups?.[0] ?? {};
    expect(await names({ logGroupIdentifier: logGroupName })).toEqual(['stream']);
    expect(await names({ logGroupIdentifier: logGroupArn })).toEqual(['stream']);
    expect(await errorOf(names({ logGroupIdentifier: arn }))).toMatch(
      /^InvalidParameterException: .*'logGroupIdentifier' failed to satisfy constraint: Member must satisfy regular/,
    );
    expect(await errorOf(names({ logGroupIdentifier: logGroupArn, logGroupName }))).toBe(
      'ValidationException: LogGroup name and LogGroup ARN are mutually exclusive parameters.',
    );
  });
});
