import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  ListLogGroupsCommand,
  type ListLogGroupsCommandInput,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagLogGroupCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { errorOf, eventually, useService } from './service.ts';

const service = useService();

async function tagged(tags: Record<string, string>) {
  const logGroupName = service.groupName();
  await service.client.send(new CreateLogGroupCommand({ logGroupName, tags }));
  const { logGroups } = await service.client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
  return { logGroupName, resourceArn: logGroups?.[0]?.logGroupArn ?? '' };
}

describe('tags of a log group', () => {
  test('are added, replaced and removed by ARN', async () => {
    const { resourceArn } = await tagged({ owner: 'me', phase: 'created' });
    const tags = async () => (await service.client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
    expect(await tags()).toEqual({ owner: 'me', phase: 'created' });
    await service.client.send(new TagResourceCommand({ resourceArn, tags: { phase: 'updated', extra: 'value' } }));
    expect(await tags()).toEqual({ owner: 'me', phase: 'updated', extra: 'value' });
    await service.client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['phase', 'absent'] }));
    expect(await tags()).toEqual({ owner: 'me', extra: 'value' });
  });

  test('are the same in the older actions by name', async () => {
    const { logGroupName, resourceArn } = await tagged({ a: '1' });
    await service.client.send(new TagLogGroupCommand({ logGroupName, tags: { b: '2' } }));
    await service.client.send(new UntagLogGroupCommand({ logGroupName, tags: ['a'] }));
    expect((await service.client.send(new ListTagsLogGroupCommand({ logGroupName }))).tags).toEqual({ b: '2' });
    expect((await service.client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ b: '2' });
  });

  test('are at most fifty', async () => {
    const tags = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`key-${from + index}`, '']));
    const { resourceArn } = await tagged(tags(0, 50));
    const more = new TagResourceCommand({ resourceArn, tags: tags(50, 51) });
    expect(await errorOf(service.client.send(more))).toMatch(/^TooManyTagsException: /);
    await service.client.send(new TagResourceCommand({ resourceArn, tags: { 'key-0': 'changed' } }));
  });

  test('of a group that does not exist cause an error', async () => {
    const { resourceArn } = await tagged({ owner: 'me' });
    const call = new ListTagsForResourceCommand({ resourceArn: `${resourceArn}-missing` });
    expect(await errorOf(service.client.send(call))).toMatch(/^ResourceNotFoundException: /);
  });
});

describe('ListLogGroups', () => {
  const names = async (input: ListLogGroupsCommandInput) =>
    (await service.client.send(new ListLogGroupsCommand(input))).logGroups?.map((group) => group.logGroupName);

  test('finds by prefix, by a part of the name, and by several of these', async () => {
    const a = (await tagged({ owner: 'me' })).logGroupName;
    const b = (await tagged({ owner: 'me' })).logGroupName;
    const id = (name: string) => name.slice(-20);
    await eventually(
      () => names({ logGroupNamePattern: id(a) }),
      (found) => found?.length === 1,
    );
    expect(await names({ logGroupNamePattern: `${id(a)}|${id(b)}` })).toEqual([a, b].toSorted());
    expect(await names({ logGroupNamePattern: `^${id(a)}` })).toEqual([]);
  });

  test('lists name, ARN and class, page by page', async () => {
    const { logGroupName, resourceArn } = await tagged({ owner: 'me' });
    const logGroupNamePattern = logGroupName.slice(-20);
    const { logGroups } = await service.client.send(new ListLogGroupsCommand({ logGroupNamePattern, limit: 1 }));
    expect(logGroups).toEqual([{ logGroupName, logGroupArn: resourceArn, logGroupClass: 'STANDARD' }]);
  });

  test.each([
    [['red'], true],
    [['blue'], false],
    [['re*'], true],
    [['*ed'], true],
    [['*e*'], true],
    [['!red'], false],
    [['!blue'], true],
    [['blue', 'red'], true],
    [[], true],
  ])('by a tag with the values %j finds a red group: %j', async (values, expected) => {
    const { logGroupName } = await tagged({ colour: 'red' });
    const logGroupNamePattern = logGroupName.slice(-20);
    const found = await eventually(
      () => names({ logGroupNamePattern, logGroupTags: [{ key: 'colour', values }] }),
      (result) => result?.length === (expected ? 1 : 0),
    );
    expect(found).toEqual(expected ? [logGroupName] : []);
  });
});
