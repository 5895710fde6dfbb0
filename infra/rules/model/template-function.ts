import { type PartialText, textKey } from '../../../core/template/partial.ts';
import { type App, type Resource, resourcesOf } from './template-app.ts';
import { logGroupsOf } from './template-log-group.ts';
import { partialTextAt } from './template-text.ts';
import { textAt, UNKNOWN, type Unknown, valueAt } from './template-value.ts';

/** All functions of Lambda and SAM. Both types have `LoggingConfig`, `Environment` and `Role`. */
export function functionsOf(app: App): Resource[] {
  return resourcesOf(app, 'AWS::Lambda::Function', 'AWS::Serverless::Function');
}

/** The configured log group of the function, or a declared one that has the default name; undefined when Lambda creates the log
 *  group.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
export function ownLogGroup(fn: Resource): PartialText | Unknown | undefined {
  if (valueAt(fn.properties, 'LoggingConfig') === UNKNOWN) return UNKNOWN;
  const configured = partialTextAt(fn.properties, 'LoggingConfig', 'LogGroup');
  if (configured !== undefined) return configured;
  const names = [['/aws/lambda/', { ref: fn.id, key: fn.id }], defaultLogGroupName(fn)].map(textKey);
  const declared = logGroupsOf({ stacks: [fn.stack] }).map(({ name }) => name);
  return declared.find((name) => name !== undefined && names.includes(textKey(name)));
}

/** The format of the function's log lines; the default is Text. */
export function logFormat(fn: Resource): 'Text' | 'JSON' | Unknown {
  const format = textAt(fn.properties, 'LoggingConfig', 'LogFormat') ?? 'Text';
  return format === 'Text' || format === 'JSON' ? format : UNKNOWN;
}

function defaultLogGroupName(fn: Resource): PartialText {
  const [first, ...others] = partialTextAt(fn.properties, 'FunctionName') ?? [];
  if (first === undefined) return [];
  return typeof first === 'string' ? [`/aws/lambda/${first}`, ...others] : ['/aws/lambda/', first, ...others];
}
