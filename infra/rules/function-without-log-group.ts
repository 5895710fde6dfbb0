import { functionsOf, ownLogGroup } from './model/template-function.ts';
import type { Rule } from './rule.ts';

export const functionWithoutLogGroup: Rule = {
  id: 'function-without-log-group',
  level: 'error',
  summary: 'a function without a log group of its own',
  why: 'Lambda makes /aws/lambda/<function> at the first call: its events are kept for ever, and it stays when the function is deleted.',
  fix: 'Give the function a bounded group: FunctionLogging.of(fn).enable(), logGroup in the CDK, or LoggingConfig.LogGroup.',
  *check(app) {
    for (const resource of functionsOf(app)) {
      if (ownLogGroup(resource) !== undefined) continue;
      yield {
        resource,
        property: 'LoggingConfig.LogGroup',
        problem: 'the function writes to the group that Lambda makes for it',
      };
    }
  },
};
