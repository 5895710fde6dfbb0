import { logLevelWithoutJson } from '../../../infra/rules/log-level-without-json.ts';
import { checkRule } from './check-rule.ts';

const fn = (logging: string) => `A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { ${logging} } } }`;

checkRule(
  logLevelWithoutJson,
  [
    {
      title: 'levels with the default format',
      yaml: fn('ApplicationLogLevel: INFO, SystemLogLevel: WARN'),
      finds: [
        'A: ApplicationLogLevel is set, but the log format is Text',
        'A: SystemLogLevel is set, but the log format is Text',
      ],
    },
  ],
  [
    { title: 'levels with JSON', yaml: fn('ApplicationLogLevel: INFO, LogFormat: JSON') },
    { title: 'a level that is AWS::NoValue', yaml: fn('ApplicationLogLevel: !Ref AWS::NoValue') },
    {
      title: 'a level that exists only under a condition',
      yaml: fn('ApplicationLogLevel: !If [Json, INFO, !Ref AWS::NoValue]'),
    },
    {
      title: 'a format that is known only at deployment',
      yaml: fn('ApplicationLogLevel: INFO, LogFormat: !Ref Format'),
    },
  ],
);
