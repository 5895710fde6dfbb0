import { expect, it } from 'vitest';
import { functionNameInArn, functionNameOf, logGroupNameInArn, parseArn, stackNameOf } from '../../core/arn.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:notes-get';
const GROUP = 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/notes-get';

it('an ARN has a partition, a service, a region, an account and a resource', () => {
  expect(parseArn(`${GROUP}:*`)).toEqual({
    partition: 'aws',
    service: 'logs',
    region: 'eu-west-1',
    accountId: '123456789012',
    resource: 'log-group:/aws/lambda/notes-get:*',
  });
});

it('the region and the account may be empty', () => {
  expect(parseArn('arn:aws:iam::aws:policy/ReadOnlyAccess')).toMatchObject({ region: '', accountId: 'aws' });
});

it.each(['', 'notes-get', 'arn:', 'arn:aws:logs:bad', 'arn:aws:s3:::'])('%j is not an ARN', (text) => {
  expect(parseArn(text)).toBeUndefined();
});

it.each([
  [FUNCTION, 'notes-get'],
  [`${FUNCTION}:live`, 'notes-get'],
  [GROUP, undefined],
  ['arn:aws:lambda:eu-west-1:123456789012:layer:notes-get', undefined],
])('the function name in %s', (arn, name) => {
  expect(functionNameInArn(arn)).toBe(name);
});

it.each([
  [GROUP, '/aws/lambda/notes-get'],
  [`${GROUP}:*`, '/aws/lambda/notes-get'],
  [`${GROUP}:log-stream:one`, '/aws/lambda/notes-get'],
  [FUNCTION, undefined],
  ['arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-notes', undefined],
])('the log group name in %s', (arn, name) => {
  expect(logGroupNameInArn(arn)).toBe(name);
});

it.each(['notes-get', 'notes-get:live', FUNCTION, `${FUNCTION}:1`, '123456789012:function:notes-get'])(
  'a function may be given as %s',
  (text) => {
    expect(functionNameOf(text)).toBe('notes-get');
  },
);

it.each(['Notes', 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Notes/0123'])(
  'a stack may be given as %s',
  (text) => {
    expect(stackNameOf(text)).toBe('Notes');
  },
);
