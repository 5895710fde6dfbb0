import { settingPath, stagesOf, stageTitle } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

export const stageWithoutAccessLog: Rule = {
  id: 'stage-without-access-log',
  level: 'error',
  summary: 'a stage of a REST, HTTP or WebSocket API that writes no access log',
  why: 'Without an access log there is no record of who called the API, of the status and of the duration, especially for requests that reach no function.',
  fix: 'Set a log group and a JSON format for the stage: ApiLogging.of(api).enable(), or the access log settings of the stage.',
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
