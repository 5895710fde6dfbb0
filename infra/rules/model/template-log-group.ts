import { type PartialText, textKey } from '../../../core/template/partial.ts';
import { type App, type Resource, resourcesOf } from './template-app.ts';
import { partialTextAt } from './text.ts';

/** A log group that a template declares. */
export interface LogGroup {
  readonly resource: Resource;
  /** Undefined when CloudFormation makes one up. */
  readonly name: PartialText | undefined;
}

export function logGroupsOf(app: App): LogGroup[] {
  return resourcesOf(app, 'AWS::Logs::LogGroup').map(readLogGroup);
}

/** The declared group that a value of this stack names: by a reference, by the ARN around one, or by the group's name. */
export function referencedLogGroup(text: PartialText | undefined, from: Resource): LogGroup | undefined {
  if (text === undefined) return undefined;
  const groups = from.stack.resources.filter((resource) => resource.type === 'AWS::Logs::LogGroup').map(readLogGroup);
  const byReference = text
    .filter((piece) => typeof piece === 'object')
    .flatMap((hole) => groups.filter((group) => group.resource.id === hole.ref))[0];
  return byReference ?? groups.find((group) => group.name !== undefined && namesGroup(text, group.name));
}

/** The name alone, or the ARN that it ends. */
function namesGroup(text: PartialText, name: PartialText): boolean {
  const wanted = textKey(name);
  if (textKey(text) === wanted) return true;
  const known = text.findLastIndex((piece) => typeof piece === 'string' && piece.includes(':log-group:'));
  const piece = text[known];
  if (typeof piece !== 'string') return false;
  const begin = piece.slice(piece.indexOf(':log-group:') + ':log-group:'.length);
  return textKey([begin, ...text.slice(known + 1)].filter((part) => part !== '')) === wanted;
}

function readLogGroup(resource: Resource): LogGroup {
  return { resource, name: partialTextAt(resource.properties, 'LogGroupName') };
}
