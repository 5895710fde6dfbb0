import { settingPath, stagesOf, stageTitle } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

export const stageWithoutAccessLog: Rule = {
  id: 'stage-without-access-log',
  level: 'error',
  summary: 'a stage of a REST, HTTP or WebSocket API that writes no access log',
  why: 'Nobody can tell who called, what was answered and how long it took, least of all for calls that reached no function.',
  fix: 'Give the stage a log group and a JSON format: ApiLogging.of(api).enable(), or its access log settings.',
  *check(app) {
    for (const stage of stagesOf(app)) {
      if (stage.accessLog !== undefined) continue;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty),
        problem: `${stageTitle(stage)} writes no access log`,
      };
    }
  },
};
