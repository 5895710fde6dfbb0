import type { PartialText } from '../../core/template/partial.ts';
import { hasExecutionLog } from './model/route-settings.ts';
import { type App, resourcesOf } from './model/template-app.ts';
import { type Stage, stagesOf, stageTitle } from './model/template-stage.ts';
import { partialTextAt } from './model/text.ts';
import type { Rule } from './rule.ts';

/** What may make the group: CloudFormation, or a custom resource that adopts one that is there. */
const MAKERS = ['AWS::Logs::LogGroup', 'Custom::AdoptedLogGroup', 'Custom::LogRetention'];

const PREFIXES = { REST: 'API-Gateway-Execution-Logs_', WebSocket: '/aws/apigateway/' } as const;

export const executionLogGroupUnbounded: Rule = {
  id: 'execution-log-group-unbounded',
  level: 'warning',
  summary: 'a stage with an execution log whose log group no template declares',
  why: 'API Gateway makes the group at the first request, keeps its events for ever, and leaves it behind when the API is deleted.',
  fix: 'Declare the group, bounded, before the stage: ApiLogging.of(api).enable() does, and adopts one that is there.',
  *check(app) {
    for (const stage of stagesOf(app)) {
      if (stage.kind !== 'REST' && stage.kind !== 'WebSocket') continue;
      const prefix = PREFIXES[stage.kind];
      if (!hasExecutionLog(stage) || isDeclared(app, stage, prefix)) continue;
      yield {
        resource: stage.resource,
        property: 'StageName',
        problem: `the execution log group of ${stageTitle(stage)}, ${prefix}<api>/<stage>, is declared nowhere`,
      };
    }
  },
};

function isDeclared(app: App, stage: Stage, prefix: string): boolean {
  return resourcesOf(app, ...MAKERS).some((resource) => {
    const name = partialTextAt(resource.properties, 'LogGroupName');
    if (name === undefined || !beginsWith(name, prefix)) return false;
    const refs = name.flatMap((piece) => (typeof piece === 'object' ? [piece.ref] : []));
    // The name of an API of another stack is not known here: any group of such a name may be this stage's.
    if (resource.stack !== stage.resource.stack || stage.apiId === undefined) return true;
    return refs.includes(stage.apiId) || refs.includes(undefined);
  });
}

function beginsWith([first]: PartialText, prefix: string): boolean {
  return typeof first !== 'string' || first.startsWith(prefix);
}
