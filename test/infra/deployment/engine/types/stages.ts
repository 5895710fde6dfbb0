import { evaluate, letsServiceAssume } from '../../iam/evaluate.ts';
import { managedPolicy } from '../../iam/managed-policies.ts';
import type { RehearsalAccount, RehearsalRegion } from '../rehearsal-account.ts';
import type { PhysicalResource, ResourceRequest, ResourceType } from '../resource-type.ts';

/** A resource policy of CloudWatch Logs has at most this many characters.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html */
const MAX_RESOURCE_POLICY_LENGTH = 5120;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html */
export const REST_STAGE: ResourceType = stage({
  api: 'RestApiId',
  accessLog: 'AccessLogSetting',
  needsAccountRole: ({ MethodSettings = [] }) =>
    (MethodSettings as { LoggingLevel?: string }[]).some(({ LoggingLevel = 'OFF' }) => LoggingLevel !== 'OFF'),
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html */
export const V2_STAGE: ResourceType = stage({
  api: 'ApiId',
  accessLog: 'AccessLogSettings',
  needsAccountRole: ({ DefaultRouteSettings, RouteSettings }) =>
    [DefaultRouteSettings ?? {}, ...Object.values((RouteSettings as object | undefined) ?? {})].some(
      ({ LoggingLevel = 'OFF' }) => LoggingLevel !== 'OFF',
    ),
});

interface StageKind {
  readonly api: string;
  readonly accessLog: string;
  needsAccountRole(properties: Readonly<Record<string, unknown>>): boolean;
}

function stage(kind: StageKind): ResourceType {
  const put = (request: ResourceRequest): PhysicalResource => {
    checkLogging(request, kind);
    const name = String(request.properties.StageName);
    return { physicalId: name, attributes: {} };
  };
  const key = ({ properties, type }: ResourceRequest) =>
    `${type} ${String(properties[kind.api])}/${String(properties.StageName)}`;
  return {
    create(request) {
      if (request.region.names.has(key(request))) throw new Error('Stage already exists');
      const created = put(request);
      request.region.names.add(key(request));
      return created;
    },
    update: put,
    delete: (request) => void request.region.names.delete(key(request)),
  };
}

function checkLogging(request: ResourceRequest, kind: StageKind): void {
  const { region, properties, account } = request;
  const { DestinationArn } = (properties[kind.accessLog] ?? {}) as { DestinationArn?: string };
  const isHttpApi = region.names.has(`HTTP ${String(properties[kind.api])}`);
  const hasLogs = DestinationArn !== undefined || kind.needsAccountRole(properties);
  if (!isHttpApi && hasLogs && !isWorkingAccountRole(account, region)) {
    throw new Error('CloudWatch Logs role ARN must be set in account settings to enable logging');
  }
  const name = /^arn:[^:]+:logs:[^:]*:\d+:log-group:([^:]+)/.exec(DestinationArn ?? '')?.[1];
  if (name === undefined) return;
  if (!region.logGroup(name)) throw new Error('The specified log group does not exist.');
  if (isHttpApi) allowDelivery(region, account, name);
}

/** Log delivery adds each group to a resource policy, but for `/aws/vendedlogs/`, which the policy allows as a whole.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html */
function allowDelivery(region: RehearsalRegion, account: RehearsalAccount, name: string): void {
  const resource = `${name.startsWith('/aws/vendedlogs/') ? '/aws/vendedlogs/*' : name}:log-stream:*`;
  const resources = new Set([...region.deliveryResources, resource]);
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AWSLogDeliveryWrite',
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: [...resources].map((one) => `arn:aws:logs:${region.name}:${account.accountId}:log-group:${one}`),
      },
    ],
  };
  if (JSON.stringify(policy).length > MAX_RESOURCE_POLICY_LENGTH) {
    throw new Error(
      'Cannot enable logging. Policy document length breaking Cloudwatch Logs Constraints, either < 1 or > 5120',
    );
  }
  region.deliveryResources.add(resource);
}

const PUSH_ACTIONS = managedPolicy('arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs');

/** Whether API Gateway can write logs with the role that is set. */
export function isWorkingAccountRole(account: RehearsalAccount, region: RehearsalRegion): boolean {
  const role = [...account.roles.values()].find(({ arn }) => arn === region.apiGatewayRoleArn);
  if (!role || !letsServiceAssume(role.trust, 'apigateway.amazonaws.com')) return false;
  const identity = role.policies.filter(({ endsAt }) => endsAt === undefined).map(({ document }) => document);
  const resource = `arn:aws:logs:${region.name}:${account.accountId}:log-group:API-Gateway-Execution-Logs_a1b2c3d4e5/prod:log-stream:any`;
  return [PUSH_ACTIONS.Statement]
    .flat()
    .flatMap(({ Action = [] }) => Action)
    .filter((action) => /Create|Put/.test(action))
    .every((action) => evaluate({ action, resource }, { identity, boundary: role.boundary }).allowed);
}

/** The setting of the account, as the L2 construct `RestApi` can create it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html */
export const API_GATEWAY_ACCOUNT: ResourceType = {
  create(request) {
    setAccountRole(request);
    return { physicalId: request.account.uniqueId(10), attributes: { Id: 'account' } };
  },
  update(request, current) {
    setAccountRole(request);
    return current;
  },
};

function setAccountRole({ region, account, properties }: ResourceRequest): void {
  const before = region.apiGatewayRoleArn;
  region.apiGatewayRoleArn = properties.CloudWatchRoleArn as string | undefined;
  if (region.apiGatewayRoleArn === undefined || isWorkingAccountRole(account, region)) return;
  region.apiGatewayRoleArn = before;
  throw new Error(
    'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.',
  );
}
