import type { InvokeFunction } from '../../account.ts';
import type { ResourceType } from '../resource-type.ts';
import { customResources } from './custom-resources.ts';
import { FUNCTION, PERMISSION } from './functions.ts';
import { CROSS_REGION_READER, INERT, INERT_TYPES } from './inert-resources.ts';
import { LOG_GROUP, SUBSCRIPTION_FILTER } from './log-groups.ts';
import { NAMED_RESOURCES } from './named-resources.ts';
import { MANAGED_POLICY, POLICY, ROLE } from './roles.ts';
import { API_GATEWAY_ACCOUNT, REST_STAGE, V2_STAGE } from './stages.ts';
import { V2_API, V2_ROUTE } from './v2-apis.ts';

const TYPES: Readonly<Record<string, ResourceType>> = {
  ...NAMED_RESOURCES,
  'Custom::CrossRegionExportReader': CROSS_REGION_READER,
  'AWS::ApiGateway::Account': API_GATEWAY_ACCOUNT,
  'AWS::ApiGateway::Stage': REST_STAGE,
  'AWS::ApiGatewayV2::Api': V2_API,
  'AWS::ApiGatewayV2::Route': V2_ROUTE,
  'AWS::ApiGatewayV2::Stage': V2_STAGE,
  'AWS::IAM::ManagedPolicy': MANAGED_POLICY,
  'AWS::IAM::Policy': POLICY,
  'AWS::IAM::Role': ROLE,
  'AWS::Lambda::Function': FUNCTION,
  'AWS::Lambda::Permission': PERMISSION,
  'AWS::Logs::LogGroup': LOG_GROUP,
  'AWS::Logs::SubscriptionFilter': SUBSCRIPTION_FILTER,
};

/** Finds what a type does.
 *  @throws Error for a type that is neither covered nor inert. */
export function findResourceType(type: string, invoke: InvokeFunction): ResourceType {
  if (INERT_CUSTOM_RESOURCES.has(type)) return INERT;
  if (TYPES[type]) return TYPES[type];
  if (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') return customResources(invoke);
  if (INERT_TYPES.has(type)) return INERT;
  throw new Error(`The rehearsal does not cover ${type}: add it to resource-types.ts, or to the inert types.`);
}

/** Custom resources of the CDK whose handlers need services that are not local. The log rights of their functions are checked. */
const INERT_CUSTOM_RESOURCES: ReadonlySet<string> = new Set([
  'Custom::S3AutoDeleteObjects', // empties a bucket
  'Custom::S3BucketNotifications', // configures a bucket
  'Custom::LogRetention', // its log group is checked by its rights
  'Custom::AWS', // any call of any service
  'Custom::CrossRegionExportWriter', // writes SSM parameters of another region
]);
