import { isWorkingRole, REFUSED_ROLE } from '../../services/api-gateway-role.ts';
import type { RehearsalAccount, RehearsalRegion } from '../rehearsal-account.ts';
import type { PhysicalResource, Properties, ResourceRequest, ResourceType } from '../resource-type.ts';
import { checkRouteSettings } from './v2-apis.ts';

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
  needsAccountRole: (properties) => executionLevels(properties).some((level) => level !== 'OFF'),
});

function executionLevels({ DefaultRouteSettings, RouteSettings }: Properties): string[] {
  const settings = [DefaultRouteSettings ?? {}, ...Object.values(RouteSettings ?? {})] as { LoggingLevel?: string }[];
  return settings.flatMap(({ LoggingLevel = [] }) => LoggingLevel);
}

interface StageKind {
  readonly api: string;
  readonly accessLog: string;
  needsAccountRole(properties: Readonly<Record<string, unknown>>): boolean;
}

function stage(kind: StageKind): ResourceType {
  const key = ({ properties, type }: ResourceRequest) =>
    `${type} ${String(properties[kind.api])}/${String(properties.StageName)}`;
  const put = (request: ResourceRequest): PhysicalResource => {
    checkRouteSettings(request);
    if (checkLogging(request, kind)) request.region.loggedStages.add(key(request));
    else request.region.loggedStages.delete(key(request));
    return { physicalId: request.nameIn('StageName', 128), attributes: {} };
  };
  return {
    create(request) {
      if (request.region.names.has(key(request))) throw new Error('Stage already exists');
      const created = put(request);
      request.region.names.add(key(request));
      return created;
    },
    update: put,
    delete(request) {
      request.region.names.delete(key(request));
      request.region.loggedStages.delete(key(request));
    },
  };
}

/** API Gateway checks only that a role is set. With a role that does not work, logs are missing.
 *  @returns whether the stage writes logs with the role of the account.
 *  @see https://github.com/aws-solutions/aws-waf-security-automations/issues/213 */
function checkLogging(request: ResourceRequest, kind: StageKind): boolean {
  const { region, properties, account } = request;
  const { DestinationArn, Format = '' } = (properties[kind.accessLog] ?? {}) as Record<string, string | undefined>;
  const isHttpApi = region.names.has(`HTTP ${String(properties[kind.api])}`);
  // https://github.com/hashicorp/terraform-provider-aws/issues/12893: also for the level OFF.
  if (isHttpApi && executionLevels(properties).length > 0) {
    throw new Error('Execution logs are not supported on protocolType HTTP');
  }
  // https://github.com/aws/aws-cdk/pull/22591
  if (DestinationArn !== undefined && !/\$context\.(requestId|extendedRequestId)\b/.test(Format)) {
    throw new Error('The format of the access log must include $context.requestId or $context.extendedRequestId');
  }
  const needsRole = !isHttpApi && (DestinationArn !== undefined || kind.needsAccountRole(properties));
  if (needsRole && region.apiGatewayRoleArn === undefined) {
    throw new Error('CloudWatch Logs role ARN must be set in account settings to enable logging');
  }
  const name = /^arn:[^:]+:logs:[^:]*:\d+:log-group:([^:]+)/.exec(DestinationArn ?? '')?.[1];
  if (name === undefined) return needsRole;
  if (!region.logGroup(name)) throw new Error('The specified log group does not exist.');
  if (isHttpApi) allowDelivery(region, account, name);
  return needsRole;
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
  const roleArn = properties.CloudWatchRoleArn as string | undefined;
  // CloudFormation retries until API Gateway knows the role, so its age does not matter.
  if (roleArn !== undefined && !isWorkingRole(roleArn, account, region.name)) throw new Error(REFUSED_ROLE);
  region.apiGatewayRoleArn = roleArn;
}
