import { type App, type Resource, resourcesOf } from './model/template-app.ts';
import { partialTextAt } from './model/template-text.ts';
import type { Fix, Problem, Rule } from './rule.ts';

const API_TYPES = ['AWS::ApiGateway::RestApi', 'AWS::Serverless::Api', 'AWS::ApiGatewayV2::Api'];
const ACCOUNT = 'AWS::ApiGateway::Account';
/** Resources that set the role: the type of CloudFormation, and the custom resource that Tailgate and the Serverless Framework use. */
export const ROLE_SETTERS = [ACCOUNT, 'Custom::ApiGatewayAccountRole'];

/** A single API stack may set the role, if the role stays when the stack is deleted: `new RestApi` of the CDK does so by default, and a
 *  small app needs nothing else. API Gateway goes on to use the role after the deletion of `AWS::ApiGateway::Account`.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-account.html
 *  @see https://github.com/aws/aws-cdk/pull/21546 */
export const accountRoleOverwritten: Rule = {
  id: 'account-role-overwritten',
  level: 'error',
  summary:
    'a stack with an API that sets the role of the whole account, and deletes the role with the stack or overwrites another role of the app',
  why: 'All APIs of an account and region share this setting. The last deployed stack overwrites it. If its role is deleted, the logs of all APIs stop.',
  fix: {
    cdk: 'Set the role once per region: deploy ApiGatewayAccountStack and set cloudWatchRole: false on the APIs, or set cloudWatchRole: true on one RestApi without cloudWatchRoleRemovalPolicy.',
    sam: 'Keep one AWS::ApiGateway::Account per region, and set DeletionPolicy: Retain on its role.',
    serverless:
      'In resources.Resources: keep one AWS::ApiGateway::Account per region, and set DeletionPolicy: Retain on its role. Or remove it, and set provider.logs.restApi.',
    cloudformation: 'Keep one AWS::ApiGateway::Account per region, and set DeletionPolicy: Retain on its role.',
  },
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-account.html',
  examples: {
    wrong: `Api:
  Type: AWS::ApiGateway::RestApi
Account:
  Type: AWS::ApiGateway::Account
  Properties:
    CloudWatchRoleArn: !GetAtt Role.Arn
Role:
  Type: AWS::IAM::Role
  Properties:
    ManagedPolicyArns:
      - arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
    right: `Api:
  Type: AWS::ApiGateway::RestApi
Account:
  Type: AWS::ApiGateway::Account
  Properties:
    CloudWatchRoleArn: !GetAtt Role.Arn
Role:
  Type: AWS::IAM::Role
  DeletionPolicy: Retain
  Properties:
    ManagedPolicyArns:
      - arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
  },
  *check(app) {
    for (const account of resourcesOf(app, ACCOUNT)) {
      const apis = account.stack.resources.filter(({ type }) => API_TYPES.includes(type));
      const api = apis.find(({ stackName }) => stackName === account.stackName) ?? apis[0];
      if (api === undefined) continue;
      const problem = overwrittenRole(app, account, api) ?? deletedRole(account, api);
      if (problem !== undefined) yield { resource: account, property: 'CloudWatchRoleArn', ...problem };
    }
  },
};

/** The same words for all tools with a template that the user writes. */
function inTemplates(text: string): Omit<Exclude<Fix, string>, 'cdk'> {
  return { sam: text, serverless: text, cloudformation: text };
}

type RoleProblem = Pick<Problem, 'problem' | 'fix'>;

function overwrittenRole(app: App, account: Resource, api: Resource): RoleProblem | undefined {
  const other = resourcesOf(app, ...ROLE_SETTERS).find(
    (setter) =>
      setter !== account &&
      setter.stack.environment === account.stack.environment &&
      // With conditions, the user chooses at the deployment.
      !(setter.conditional || account.conditional),
  );
  if (other === undefined) return undefined;
  return {
    problem: `the stack of ${api.logicalId} sets the role for all APIs of the account, and so does ${other.logicalId} of ${other.stackName}`,
    fix: {
      ...inTemplates(`Set the role once: remove ${account.logicalId}, or ${other.logicalId} of ${other.stackName}.`),
      cdk: `Set the role once: set cloudWatchRole: false on the API that has ${account.logicalId}, or remove ${other.logicalId} of ${other.stackName}.`,
    },
  };
}

function deletedRole(account: Resource, api: Resource): RoleProblem | undefined {
  const role = (partialTextAt(account.properties, 'CloudWatchRoleArn') ?? [])
    .flatMap((part) => (typeof part === 'object' ? (account.stack.resource(part.ref) ?? []) : []))
    .find(({ type }) => type === 'AWS::IAM::Role');
  if (role === undefined || role.deletionPolicy?.startsWith('Retain')) return undefined;
  return {
    problem: `the stack of ${api.logicalId} sets the role for all APIs of the account, and deleting the stack deletes this role`,
    fix: {
      ...inTemplates(`Set DeletionPolicy: Retain on ${role.logicalId}.`),
      cdk: 'Remove cloudWatchRoleRemovalPolicy: RETAIN is the default. Or set cloudWatchRole: false, and deploy ApiGatewayAccountStack once per region.',
    },
  };
}
