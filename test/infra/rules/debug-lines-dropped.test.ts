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
      finds: ['A: POWERTOOLS_LOG_LEVEL is DEBUG, but Lambda drops lines below INFO'],
    },
    {
      title: 'a buffer that an environment variable turns on',
      yaml: fn('APP_LOG_BUFFER: "true"', 'LogFormat: JSON, ApplicationLogLevel: WARN'),
      finds: ['A: APP_LOG_BUFFER buffers debug lines, but Lambda drops lines below WARN'],
    },
    {
      title: 'a buffer in the metadata of the construct',
      yaml: fn('A: b', 'LogFormat: JSON', '{ tailgate: { debugBuffer: true } }'),
      finds: ['A: the function buffers debug lines, but Lambda drops lines below INFO'],
    },
    {
      title: 'sampled debug lines',
      yaml: fn('POWERTOOLS_LOGGER_SAMPLE_RATE: 0.1'),
      finds: ['A: POWERTOOLS_LOGGER_SAMPLE_RATE samples debug lines, but Lambda drops lines below INFO'],
    },
  ],
  [
    {
      title: 'a buffer with level DEBUG in Lambda',
      yaml: fn('POWERTOOLS_LOG_LEVEL: INFO, APP_LOG_BUFFER: 1', 'LogFormat: JSON, ApplicationLogLevel: DEBUG'),
    },
    { title: 'a buffer that is off', yaml: fn('APP_LOG_BUFFER: "false", POWERTOOLS_LOGGER_SAMPLE_RATE: 0') },
    {
      title: 'lines of text, which Lambda does not filter',
      yaml: fn('POWERTOOLS_LOG_LEVEL: DEBUG', 'LogFormat: Text'),
    },
    {
      title: 'levels that are known only at deployment',
      yaml: fn('POWERTOOLS_LOG_LEVEL: !Ref Level', 'LogFormat: JSON, ApplicationLogLevel: !Ref Level'),
    },
    { title: 'a logger less verbose than the level', yaml: fn('POWERTOOLS_LOG_LEVEL: ERROR') },
  ],
);
