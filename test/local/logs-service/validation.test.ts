import { describe, expect, test } from 'vitest';
import { startService } from './local-service.ts';

async function messageOf(action: string, input: unknown): Promise<string> {
  const { call } = await startService();
  const { status, body } = await call(action, input);
  return `${status} ${body.__type}: ${body.message}`;
}

describe('validation', () => {
  test('reports all violations in one message', async () => {
    expect(
      await messageOf('FilterLogEvents', { logGroupName: 'a b', startTime: -1, limit: 0, logStreamNames: [] }),
    ).toBe(
      '400 InvalidParameterException: 4 validation errors detected: ' +
        "Value at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+; " +
        "Value '[]' at 'logStreamNames' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value '-1' at 'startTime' failed to satisfy constraint: Member must have value greater than or equal to 0; " +
        "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  });

  test('reports required members that are missing or null, including those in lists', async () => {
    expect(await messageOf('CreateLogStream', { logGroupName: null })).toBe(
      '400 InvalidParameterException: 2 validation errors detected: ' +
        "Value null at 'logGroupName' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'logStreamName' failed to satisfy constraint: Member must not be null",
    );
    const logEvents = [{ timestamp: 1, message: 'x' }, { message: '' }];
    expect(await messageOf('PutLogEvents', { logGroupName: 'a', logStreamName: 'b', logEvents })).toBe(
      '400 InvalidParameterException: 2 validation errors detected: ' +
        "Value null at 'logEvents.2.member.timestamp' failed to satisfy constraint: Member must not be null; " +
        "Value '' at 'logEvents.2.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  });

  test('reports at most ten violations', async () => {
    const logEvents = Array.from({ length: 20 }, () => ({ timestamp: 1, message: '' }));
    const message = await messageOf('PutLogEvents', { logGroupName: 'a', logStreamName: 'b', logEvents });
    expect(message).toContain('10 validation errors detected: ');
    expect(message.match(/failed to satisfy/g)).toHaveLength(10);
  });

  test('reports violations of list members or map entries once for the whole list or map', async () => {
    expect(await messageOf('FilterLogEvents', { logGroupName: 'a', logStreamNames: ['a:b', 'c:d', 'e'] })).toBe(
      "400 InvalidParameterException: 1 validation error detected: Value at 'logStreamNames' failed to satisfy constraint: " +
        'Member must satisfy constraint: [Member must satisfy regular expression pattern: [^:*]*]',
    );
    expect(await messageOf('CreateLogGroup', { logGroupName: 'a', tags: { '': 'x', '<': 'y' } })).toBe(
      "400 InvalidParameterException: 1 validation error detected: Value at 'tags' failed to satisfy constraint: " +
        'Map keys must satisfy constraint: [Member must have length greater than or equal to 1, ' +
        'Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$]',
    );
  });

  test('does not quote a very long value', async () => {
    const logEvents = Array.from({ length: 10_001 }, () => ({ timestamp: 1, message: 'message' }));
    expect(await messageOf('PutLogEvents', { logGroupName: 'a', logStreamName: 'b', logEvents })).toBe(
      "400 InvalidParameterException: 1 validation error detected: Value at 'logEvents' failed to satisfy constraint: " +
        'Member must have length less than or equal to 10000',
    );
  });

  test.each([
    [{ logGroupName: 1 }, 'NUMBER_VALUE can not be converted to a String'],
    [{ logGroupName: true }, 'TRUE_VALUE can not be converted to a String'],
    [{ logGroupName: [] }, 'Start of list found where not expected'],
    [{ logGroupName: {} }, 'Start of structure or map found where not expected'],
    [{ limit: '1' }, 'STRING_VALUE can not be converted to an Integer'],
    [{ startTime: '1' }, 'STRING_VALUE can not be converted to a Long'],
    [{ interleaved: 'yes' }, 'STRING_VALUE can not be converted to a Boolean'],
    [{ logStreamNames: 'a' }, 'Expected list or null'],
    [{ logStreamNames: [null] }, 'NULL_VALUE can not be converted to a String'],
  ])('rejects the JSON types of %j', async (input, message) => {
    expect(await messageOf('FilterLogEvents', input)).toBe(`400 SerializationException: ${message}`);
  });

  test('ignores unknown members, and treats null as missing', async () => {
    const { call } = await startService();
    const { status } = await call('DescribeLogGroups', { unknown: { deep: 1 }, limit: null, nextToken: null });
    expect(status).toBe(200);
  });

  test('accepts names that are also members of JavaScript objects', async () => {
    const { call } = await startService();
    for (const logGroupName of ['constructor', '__proto__', 'toString']) {
      expect((await call('CreateLogGroup', { logGroupName })).status).toBe(200);
      const tags = JSON.parse(`{"${logGroupName}":"x"}`);
      expect((await call('TagLogGroup', { logGroupName, tags })).status).toBe(200);
      expect(Object.keys((await call('ListTagsLogGroup', { logGroupName })).body.tags)).toEqual([logGroupName]);
    }
  });

  test('reserves names that start with aws/', async () => {
    expect(await messageOf('CreateLogGroup', { logGroupName: 'aws/mine' })).toBe(
      '400 InvalidParameterException: Log groups starting with AWS/ are reserved for AWS.',
    );
  });
});
