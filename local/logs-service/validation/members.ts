import { integer, list, long, map, string } from './shapes.ts';

// Members that several actions use, with the constraints of the API reference
// (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html).

export const logGroupName = string({ min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' });
/** The name of a log group, or its ARN without `:*`. */
export const logGroupIdentifier = string({ min: 1, max: 2048, pattern: '[\\w#+=/:,.@-]*' });
export const logGroupClass = string({ values: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] });
export const logStreamName = string({ min: 1, max: 512, pattern: '[^:*]*' });
export const logStreamNames = list(logStreamName, { min: 1, max: 100 });
export const nextToken = string({ min: 1 });
/** Epoch milliseconds. */
export const timestamp = long({ min: 0 });
export const describeLimit = integer({ min: 1, max: 50 });
export const eventsLimit = integer({ min: 1, max: 10_000 });
export const filterPattern = string({ min: 0, max: 1024 });
export const filterName = string({ min: 1, max: 512, pattern: '[^:*]*' });
export const resourceArn = string({ min: 1, max: 1011, pattern: '[\\w+=/:,.@-]*' });
export const accountIdentifiers = list(string({ min: 12, max: 12, pattern: '^\\d{12}$' }), { min: 0, max: 20 });

export const tagKey = string({ min: 1, max: 128, pattern: '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$' });
const tagValue = string({ max: 256, pattern: '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$' });
export const tags = map(tagKey, tagValue, { min: 1, max: 50 });
