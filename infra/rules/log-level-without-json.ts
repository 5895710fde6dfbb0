import { functionsOf, logFormat } from './model/template-function.ts';
import { at } from './model/value.ts';
import type { Rule } from './rule.ts';

export const logLevelWithoutJson: Rule = {
  id: 'log-level-without-json',
  level: 'error',
  summary: 'a log level of a function that does not log JSON',
  why: 'Lambda filters JSON lines alone, and refuses the function: the deployment fails.',
  fix: 'Set LoggingConfig.LogFormat to JSON, or take the levels out.',
  *check(app) {
    for (const resource of functionsOf(app)) {
      if (logFormat(resource) !== 'Text') continue;
      for (const level of ['ApplicationLogLevel', 'SystemLogLevel']) {
        if (at(resource.properties, 'LoggingConfig', level) === undefined) continue;
        yield { resource, property: `LoggingConfig.${level}`, problem: `${level} is set, and the format is Text` };
      }
    }
  },
};
