import { type Stack, Token } from 'aws-cdk-lib';
import {
  isConstruct,
  isDuration,
  isListOf,
  isNumber,
  isObjectOf,
  isOneOf,
  isText,
  type PropCheck,
  propErrors,
  show,
} from '../prop-errors.ts';
import type { LogsApiProps } from './logs-api-props.ts';
import type { ServedLog } from './served-log.ts';

/** The Logs API uses the name in its URLs. */
const LOG_NAME = /^[\w.@$-]+(\/[\w.@$-]+)*$/;

const isLogName: PropCheck = (name, value) => {
  if (Token.isUnresolved(value)) return [`${name} is known only to the deployment. Set it to a text: lambda/charge.`];
  return typeof value === 'string' && LOG_NAME.test(value)
    ? []
    : [`${name} is ${show(value)}. Set it to a path of letters, digits and -_.@$: lambda/charge.`];
};

const isFunction: PropCheck = (name, value) =>
  typeof value === 'function' ? [] : [`${name} is not a function. Set it to a function: () => true.`];

const isServedLog = isObjectOf<ServedLog>(
  {
    name: isLogName,
    kind: isOneOf(['function', 'access', 'execution', 'group']),
    logGroup: isConstruct('logGroupArn', 'a LogGroup'),
    logGroupArn: isText,
    functionName: isText,
    functionNames: isListOf(isText, '[charge.functionName]'),
    exists: isFunction,
  },
  ['name', 'kind', 'logGroup'],
);

/** What is wrong with the props of a `LogsApi`, and what to write. */
export function logsApiErrors(props: LogsApiProps): string[] {
  const errors = propErrors<LogsApiProps>(props, {
    logs: isListOf(isServedLog, '[ServedLog.ofFunction(charge)]'),
    callRetention: isDuration,
    concurrency: isNumber({ min: 1 }),
    domainName: isDomainName,
  });
  return errors.length > 0 ? errors : servedLogErrors(props.logs);
}

const isDomainName: PropCheck = (name, value) => {
  if (typeof value !== 'object' || value === null || !('certificate' in value && 'domainName' in value)) {
    return [`${name} is ${show(value)}. Set it to an object: { domainName: 'logs.example.com', certificate }.`];
  }
  // API Gateway sends the path to the function with the base path, and the routes do not have it.
  return 'basePath' in value && value.basePath !== undefined
    ? [`${name}.basePath is not supported. Remove it, and use a domain name for the Logs API only.`]
    : [];
};

function servedLogErrors(logs: readonly ServedLog[] | undefined): string[] {
  if (logs === undefined || logs.length === 0) return ['logs is empty. List at least one log group to serve.'];
  const names = logs.map(({ name }) => name);
  const duplicates = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [
    ...[...duplicates].map((name) => `Two logs have the name "${name}". Give each its own name.`),
    ...logs
      .filter(({ kind, functionName }) => kind === 'function' && functionName === undefined)
      .map(({ name }) => `The log "${name}" is of a function. Set its functionName.`),
  ];
}

/** A function reads log groups, and a log group sends its lines to a function, only in its own account and region.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
export function otherEnvironmentErrors(stack: Stack, logs: readonly ServedLog[]): string[] {
  const differs = (a: string, b: string) => !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
  return logs
    .filter(({ logGroup: { env } }) => differs(env.region, stack.region) || differs(env.account, stack.account))
    .map(
      ({ name, logGroup: { env } }) =>
        `The log "${name}" is in another account or region (${env.region}). Create a LogsApi there, and remove this log.`,
    );
}
