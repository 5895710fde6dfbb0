import { type PartialText, textKey } from '../../../core/template/unknown-value.ts';
import { type App, type Resource, resourcesOf } from './template-app.ts';
import { partialTextAt } from './template-text.ts';

/** Resources that create a log group with the name `LogGroupName`, which `Ref` or the attribute `LogGroupName` returns. */
const LOG_GROUP_TYPES = ['AWS::Logs::LogGroup', 'Custom::AdoptedLogGroup'];

/** A log group that a template declares. */
export interface LogGroup {
  readonly resource: Resource;
  /** Undefined when CloudFormation generates the name. */
  readonly name: PartialText | undefined;
}

/** All log groups that the templates declare. */
export function logGroupsOf(app: App): LogGroup[] {
  return resourcesOf(app, ...LOG_GROUP_TYPES).map(readLogGroup);
}

/** The declared log group that a text refers to: by a reference, by an ARN with a reference, or by its name. */
export function referencedLogGroup(text: PartialText | undefined, from: Resource): LogGroup | undefined {
  if (text === undefined) return undefined;
  const groups = from.stack.resources.filter(({ type }) => LOG_GROUP_TYPES.includes(type)).map(readLogGroup);
  const byReference = text
    .filter((part) => typeof part === 'object')
    .flatMap((part) => groups.filter((group) => group.resource.id === part.ref))[0];
  return byReference ?? groups.find((group) => group.name !== undefined && namesGroup(text, group.name));
}

/** Whether the text is the name, or an ARN that ends with the name. */
function namesGroup(text: PartialText, name: PartialText): boolean {
  const key = textKey(name);
  if (textKey(text) === key) return true;
  const nameIndex = text.findLastIndex((part) => typeof part === 'string' && part.includes(':log-group:'));
  const part = text[nameIndex];
  if (typeof part !== 'string') return false;
  const start = part.slice(part.indexOf(':log-group:') + ':log-group:'.length);
  return textKey([start, ...text.slice(nameIndex + 1)].filter((rest) => rest !== '')) === key;
}

function readLogGroup(resource: Resource): LogGroup {
  return { resource, name: partialTextAt(resource.properties, 'LogGroupName') };
}
