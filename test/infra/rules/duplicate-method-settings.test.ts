import { duplicateMethodSettings } from '../../../infra/rules/duplicate-method-settings.ts';
import { executionLogOff } from '../../../infra/rules/execution-log-off.ts';
import { checkRule } from './check-rule.ts';

const rest = (...entries: string[]) =>
  `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: dev, MethodSettings: [${entries.join(', ')}] } }`;
const ALL = 'HttpMethod: "*", ResourcePath: "/*"';

checkRule(
  duplicateMethodSettings,
  [
    {
      // https://github.com/aws/aws-cdk/issues/24096
      title: 'the entries of the CDK for deployOptions and for /*/* in methodOptions',
      yaml: rest(
        `{ DataTraceEnabled: false, ${ALL}, MetricsEnabled: true }`,
        `{ DataTraceEnabled: false, ${ALL}, ThrottlingBurstLimit: 600, ThrottlingRateLimit: 200 }`,
      ),
      finds: ['Stage: 2 entries are for all methods: MethodSettings[0], MethodSettings[1]'],
    },
    {
      title: 'a route in two spellings, and in two cases of the method',
      yaml: rest(
        '{ HttpMethod: GET, ResourcePath: /notes/a, LoggingLevel: ERROR }',
        '{ HttpMethod: get, ResourcePath: /~1notes~1a, LoggingLevel: "OFF" }',
      ),
      finds: ['Stage: 2 entries are for GET /notes/a: MethodSettings[0], MethodSettings[1]'],
    },
    {
      title: 'a global entry of SAM that the API repeats',
      yaml: `
Globals: { Api: { MethodSettings: [{ ${ALL}, LoggingLevel: ERROR }] } }
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: dev, MethodSettings: [{ ${ALL}, LoggingLevel: INFO }] } }`,
      finds: ['Api: 2 entries are for all methods: MethodSettings[0], MethodSettings[1]'],
    },
  ],
  [
    {
      title: 'different methods and paths',
      yaml: rest(
        `{ ${ALL}, LoggingLevel: ERROR }`,
        '{ HttpMethod: "*", ResourcePath: /, LoggingLevel: ERROR }',
        '{ HttpMethod: GET, ResourcePath: /notes }',
        '{ HttpMethod: GET, ResourcePath: /Notes }',
        '{ HttpMethod: POST, ResourcePath: /notes }',
      ),
    },
    {
      title: 'paths that are known only at deployment',
      yaml: rest('{ HttpMethod: GET, ResourcePath: !Ref A }', '{ HttpMethod: GET, ResourcePath: !Ref B }'),
    },
    {
      title: 'a deployment whose stage description has settings and an entry for all methods',
      yaml: `
Deployment:
  Type: AWS::ApiGateway::Deployment
  Properties: { StageName: dev, StageDescription: { LoggingLevel: ERROR, MethodSettings: [{ ${ALL}, LoggingLevel: INFO }] } }`,
    },
  ],
);

checkRule(
  executionLogOff,
  [
    {
      title: 'OFF in the last of two entries, which wins',
      yaml: rest(`{ ${ALL}, LoggingLevel: ERROR }`, `{ ${ALL}, LoggingLevel: "OFF" }`),
      finds: ['Stage: the stage "dev" of the REST API writes no execution log'],
    },
  ],
  [
    {
      title: 'a level that only the first of two entries sets',
      yaml: rest(`{ ${ALL}, LoggingLevel: ERROR }`, `{ ${ALL}, ThrottlingRateLimit: 1 }`),
    },
    {
      title: 'a level in the stage description of a deployment',
      yaml: 'Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { StageName: dev, StageDescription: { LoggingLevel: ERROR } } }',
    },
  ],
);
