import { retainedLogGroupName } from '../../../infra/rules/retained-log-group-name.ts';
import { checkRule } from './check-rule.ts';

const group = (name: string, policy = 'Retain') =>
  `Logs: { Type: AWS::Logs::LogGroup, DeletionPolicy: ${policy}, Properties: { LogGroupName: ${name} } }`;
const found = (name: string) => [
  `Logs: the log group is kept when the stack is deleted, and its name is always ${name}`,
];

// The failure: https://github.com/aws/aws-cdk/issues/13652
checkRule(
  retainedLogGroupName,
  [
    { title: 'a name without variables', yaml: group('/shop/api'), finds: found('/shop/api') },
    {
      title: 'a name with the names of stack and region, also if a failed creation deletes the group',
      yaml: group('!Sub "/${AWS::Region}/${AWS::StackName}"', 'RetainExceptOnCreate'),
      finds: found('/${AWS::Region}/${AWS::StackName}'),
    },
  ],
  [
    { title: 'a group that is deleted', yaml: group('/shop/api', 'Delete') },
    {
      title: 'a group without a policy, which is deleted',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /shop/api } }',
    },
    { title: 'a generated name', yaml: 'Logs: { Type: AWS::Logs::LogGroup, DeletionPolicy: Retain }' },
    {
      title: 'the id of the stack in the name',
      yaml: group('!Sub ["/shop/${Id}", { Id: !Select [2, !Split ["/", !Ref AWS::StackId]] }]'),
    },
    {
      title: 'the id of an API in the name',
      yaml: `Api: { Type: AWS::ApiGateway::RestApi }\n${group('!Sub "API-Gateway-Execution-Logs_${Api}/prod"')}`,
    },
    { title: 'a name from a parameter', yaml: group('!Sub "/shop/${Environment}"') },
    {
      title: 'a group that a custom resource adopts',
      yaml: 'Logs: { Type: Custom::AdoptedLogGroup, DeletionPolicy: Retain, Properties: { LogGroupName: /shop/api } }',
    },
  ],
);
