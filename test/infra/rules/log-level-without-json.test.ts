import { logLevelWithoutJson } from '../../../infra/rules/log-level-without-json.ts';
import { checkRule } from './check-rule.ts';

const fn = (logging: string) => `A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { ${logging} } } }`;

checkRule(
  logLevelWithoutJson,
  [
    {
      title: 'levels, and the default format',
      yaml: fn('ApplicationLogLevel: INFO, SystemLogLevel: WARN'),
      finds: [
        'A: ApplicationLogLevel is set, and the format is Text',
        'A: SystemLogLevel is set, and the format is Text',
      ],
    },
  ],
  [
    { title: 'levels of JSON', yaml: fn('ApplicationLogLevel: INFO, LogFormat: JSON') },
    { title: 'a level that is taken away', yaml: fn('ApplicationLogLevel: !Ref AWS::NoValue') },
    { title: 'a format that only the deployment knows', yaml: fn('ApplicationLogLevel: INFO, LogFormat: !Ref Format') },
  ],
);
