import type { UnknownPart } from '../../core/template/unknown-value.ts';
import { resourcesOf } from './model/template-app.ts';
import { partialTextAt, showText } from './model/template-text.ts';
import type { Rule } from './rule.ts';

export const retainedLogGroupName: Rule = {
  id: 'retained-log-group-name',
  level: 'warning',
  summary: 'a log group with a fixed name that is kept when the stack is deleted',
  why: 'After the stack is deleted, its next deployment fails: "already exists". The same happens if you remove the log group from the template and add it again later.',
  fix: {
    cdk: "Remove logGroupName, or end it with the id of the stack: Fn.select(2, Fn.split('/', Aws.STACK_ID)). Or set removalPolicy: RemovalPolicy.DESTROY: RETAIN is the default. To deploy with the kept log group: cdk deploy --import-existing-resources.",
    sam: 'Remove LogGroupName, or end it with the id of the stack: !Select [2, !Split ["/", !Ref AWS::StackId]]. Or set DeletionPolicy: Delete.',
    serverless:
      'In resources: remove LogGroupName, or end it with the id of the stack (AWS::StackId). Or set DeletionPolicy: Delete (for a log group of logs.logGroupClass: in resources.extensions).',
    cloudformation:
      'Remove LogGroupName, or end it with the id of the stack: !Select [2, !Split ["/", !Ref AWS::StackId]]. Or set DeletionPolicy: Delete. To deploy with the kept log group, create the change set with --import-existing-resources.',
  },
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html',
  examples: {
    wrong: `Logs:
  Type: AWS::Logs::LogGroup
  DeletionPolicy: Retain
  Properties:
    LogGroupName: !Sub "/shop/\${AWS::StackName}"
    RetentionInDays: 30`,
    right: `Logs:
  Type: AWS::Logs::LogGroup
  DeletionPolicy: Retain
  Properties:
    RetentionInDays: 30`,
  },
  *check(app) {
    for (const resource of resourcesOf(app, 'AWS::Logs::LogGroup')) {
      // RetainExceptOnCreate deletes the group only after a failed creation.
      if (!resource.deletionPolicy?.startsWith('Retain')) continue;
      const name = partialTextAt(resource.properties, 'LogGroupName');
      if (name === undefined || !name.every(isFixed)) continue;
      yield {
        resource,
        property: 'LogGroupName',
        problem: `the log group is kept when the stack is deleted, and its name is always ${showText(name)}`,
      };
    }
  },
};

/** Pseudo parameters stay the same when a stack is deployed again, except its id. The values of resources differ, and those of parameters
 *  are known only at deployment. The name of a nested stack, which has a prefix in `ref`, is generated. */
function isFixed(part: string | UnknownPart): boolean {
  if (typeof part === 'string') return true;
  return part.ref?.startsWith('AWS::') === true && part.ref !== 'AWS::StackId';
}
