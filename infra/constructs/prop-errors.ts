import { Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What is wrong with a retention: the rule, the value, the fix. */
export function retentionFaults(name: string, retention: RetentionDays | undefined): string[] {
  if (retention === undefined || Token.isUnresolved(retention)) return [];
  if (retention === RetentionDays.INFINITE) {
    return [`${name} is INFINITE: a log group must be bounded. Choose RetentionDays.TEN_YEARS or less.`];
  }
  if (retention in RetentionDays) return [];
  return [`${name} is ${retention} days, which CloudWatch Logs does not offer. Take a value of RetentionDays.`];
}

/** What is wrong with a word: plain JavaScript gets here with anything. */
export function wordFaults(name: string, value: string | undefined, allowed: readonly string[]): string[] {
  if (value === undefined || Token.isUnresolved(value) || allowed.includes(value)) return [];
  return [`${name} is "${value}". Write one of ${allowed.join(', ')}.`];
}
