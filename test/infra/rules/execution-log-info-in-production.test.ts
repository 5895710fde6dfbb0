import { executionLogInfoInProduction } from '../../../infra/rules/execution-log-info-in-production.ts';
import { checkRule } from './check-rule.ts';

const stage = (name: string, level: string) =>
  `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: ${name}, MethodSettings: [{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ${level} }] } }`;

checkRule(
  executionLogInfoInProduction,
  [
    { title: 'prod', yaml: stage('prod', 'INFO'), finds: ['Stage: the stage "prod" of the REST API logs at INFO'] },
    { title: 'Live', yaml: stage('Live', 'INFO'), finds: ['Stage: the stage "Live" of the REST API logs at INFO'] },
    {
      title: 'a stage name from the settings',
      yaml: stage('v1', 'INFO'),
      settings: { productionStages: /^v\d+$/ },
      finds: ['Stage: the stage "v1" of the REST API logs at INFO'],
    },
  ],
  [
    { title: 'ERROR', yaml: stage('prod', 'ERROR') },
    { title: 'another stage', yaml: stage('dev', 'INFO') },
    { title: 'a stage whose name only the deployment knows', yaml: stage('!Sub "prod-${Color}"', 'INFO') },
    { title: 'a level that is known only at deployment', yaml: stage('prod', '!Ref Level') },
  ],
);
