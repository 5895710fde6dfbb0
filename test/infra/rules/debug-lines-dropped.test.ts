import { debugLinesDropped } from '../../../infra/rules/debug-lines-dropped.ts';
import { checkRule } from './check-rule.ts';

const fn = (variables: string, logging = 'LogFormat: JSON', metadata = '{}') => `
A:
  Type: AWS::Lambda::Function
  Metadata: ${metadata}
  Properties: { LoggingConfig: { ${logging} }, Environment: { Variables: { ${variables} } } }`;

checkRule(
  debugLinesDropped,
  [
    {
      title: 'a logger more verbose than the default level',
      yaml: fn('POWERTOOLS_LOG_LEVEL: DEBUG'),
      finds: ['A: POWERTOOLS_LOG_LEVEL is DEBUG, and Lambda lets pass INFO and above'],
    },
    {
      title: 'a buffer by an environment variable',
      yaml: fn('APP_LOG_BUFFER: "true"', 'LogFormat: JSON, ApplicationLogLevel: WARN'),
      finds: ['A: APP_LOG_BUFFER buffers debug lines, and Lambda lets pass WARN and above'],
    },
    {
      title: 'a buffer that the construct notes',
      yaml: fn('A: b', 'LogFormat: JSON', '{ tailgate: { debugBuffer: true } }'),
      finds: ['A: the function buffers debug lines, and Lambda lets pass INFO and above'],
    },
    {
      title: 'debug lines that are sampled',
      yaml: fn('POWERTOOLS_LOGGER_SAMPLE_RATE: 0.1'),
      finds: ['A: POWERTOOLS_LOGGER_SAMPLE_RATE samples debug lines, and Lambda lets pass INFO and above'],
    },
  ],
  [
    {
      title: 'a buffer, and DEBUG let pass',
      yaml: fn('POWERTOOLS_LOG_LEVEL: INFO, APP_LOG_BUFFER: 1', 'LogFormat: JSON, ApplicationLogLevel: DEBUG'),
    },
    { title: 'a buffer that is off', yaml: fn('APP_LOG_BUFFER: "false", POWERTOOLS_LOGGER_SAMPLE_RATE: 0') },
    { title: 'text, which Lambda does not filter', yaml: fn('POWERTOOLS_LOG_LEVEL: DEBUG', 'LogFormat: Text') },
    {
      title: 'levels that only the deployment knows',
      yaml: fn('POWERTOOLS_LOG_LEVEL: !Ref Level', 'LogFormat: JSON, ApplicationLogLevel: !Ref Level'),
    },
    { title: 'a logger less verbose than the level', yaml: fn('POWERTOOLS_LOG_LEVEL: ERROR') },
  ],
);
