import { Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';

/** @param subject the construct whose props are wrong: `ApiLogging`.
 *  @throws Error with all messages, if there are any. */
export function throwPropErrors(subject: string, scope: IConstruct, messages: readonly string[]): void {
  if (messages.length > 0) throw new Error(`${subject} of ${scope.node.path || 'the app'}: ${messages.join(' ')}`);
}

/** Checks that a retention is finite and that CloudWatch Logs offers it. */
export function retentionErrors(name: string, retention: RetentionDays | undefined): string[] {
  if (retention === undefined || Token.isUnresolved(retention)) return [];
  if (retention === RetentionDays.INFINITE) {
    return [`${name} is INFINITE, but log events must expire. Choose RetentionDays.TEN_YEARS or less.`];
  }
  if (retention in RetentionDays) return [];
  return [`${name} is ${retention} days, which CloudWatch Logs does not offer. Choose a value of RetentionDays.`];
}

/** Checks that a value is one of those allowed: plain JavaScript can pass any. */
export function valueErrors(name: string, value: string | undefined, allowed: readonly string[]): string[] {
  if (value === undefined || Token.isUnresolved(value) || allowed.includes(value)) return [];
  return [`${name} is "${value}". Use one of ${allowed.join(', ')}.`];
}
