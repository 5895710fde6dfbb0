import type { ResolvedResource } from '../../../core/template/resolve.ts';
import type { UnsupportedReason } from '../../unsupported-resources.ts';
import { type FunctionTarget, readFunctionUriOrArn } from '../shared/invoker.ts';

/** The format of events and results.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export type PayloadFormat = '1.0' | '2.0';

/** A Lambda proxy integration of an HTTP API.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html */
export interface HttpIntegration extends FunctionTarget {
  readonly payloadFormat: PayloadFormat;
  /** At most 30,000. */
  readonly timeoutMs: number;
}

const MAX_INTEGRATION_MS = 30_000;

/** Reads an integration.
 *  @returns a string with the reason when the integration is not supported locally. */
export function readHttpIntegration({ properties }: ResolvedResource): HttpIntegration | UnsupportedReason {
  const { IntegrationType: type, IntegrationSubtype: subtype, IntegrationUri: uri } = properties;
  if (properties.ConnectionType === 'VPC_LINK')
    return 'its integration needs a VPC link, and a local VPC does not exist';
  if (type !== 'AWS_PROXY') return `its integration type is ${type}`;
  if (subtype !== undefined) return `its integration subtype is ${subtype}`;
  const target = readFunctionUriOrArn(uri);
  if (!target) return `its integration is not a Lambda function: ${uri}`;
  if (properties.RequestParameters !== undefined || properties.ResponseParameters !== undefined)
    return 'its integration has parameter mappings';
  return {
    ...target,
    payloadFormat: properties.PayloadFormatVersion === '2.0' ? '2.0' : '1.0',
    timeoutMs: Math.min(Number(properties.TimeoutInMillis ?? MAX_INTEGRATION_MS), MAX_INTEGRATION_MS),
  };
}
