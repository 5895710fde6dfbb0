import { Aws, Fn, Names } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Log delivery needs an entry for each log group in a resource policy, whose size is limited to 5,120 characters. All groups with the
 *  prefix `/aws/vendedlogs/` share one entry.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html */
const PREFIX = '/aws/vendedlogs/apis/';

/** The unique part of the id of the stack: arn:aws:cloudformation:<region>:<account>:stack/<name>/<unique part> */
const STACK_ID = Fn.select(2, Fn.split('/', Aws.STACK_ID));

/** A name for the access log group of an HTTP API. It ends in the id of the stack: a log group is kept when its stack is deleted, and a
 *  new stack of the same name gets a group of its own. */
export function deliveredLogGroupName(resource: IConstruct): string {
  return `${PREFIX}${Names.uniqueResourceName(resource, { separator: '-' })}-${STACK_ID}`;
}

/** Matches the names of all such log groups of a stack, and what follows them in an ARN. */
export const DELIVERED_LOG_GROUPS = `${PREFIX}*-${STACK_ID}*`;
