import { functionNameInArn } from '../../../core/arn.ts';
import type { ResolvedResource } from '../../../core/template/resolve.ts';
import { functionArnOfUriOrArn } from '../shared/function-arn.ts';

/** Of what form events and answers are.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export type PayloadFormat = '1.0' | '2.0';

/** A Lambda proxy integration of an HTTP API.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html */
export interface HttpIntegration {
  readonly functionName: string;
  readonly functionArn: string;
  readonly payloadFormat: PayloadFormat;
  /** At most 30,000. */
  readonly timeoutMs: number;
}

const LONGEST_INTEGRATION_MS = 30_000;

/** @returns the integration, or why it is not supported locally. */
export function readHttpIntegration({ properties }: ResolvedResource): HttpIntegration | string {
  const { IntegrationType: type, IntegrationSubtype: subtype, IntegrationUri: uri } = properties;
  if (properties.ConnectionType === 'VPC_LINK') return 'its integration needs a VPC link, and there is no VPC here';
  if (type !== 'AWS_PROXY') return `its integration type is ${type}`;
  if (subtype !== undefined) return `its integration subtype is ${subtype}`;
  const functionArn = functionArnOfUriOrArn(uri);
  if (functionArn === undefined) return `its integration is no Lambda function: ${uri}`;
  if (properties.RequestParameters !== undefined || properties.ResponseParameters !== undefined)
    return 'its integration has parameter mappings';
  const timeoutMs = Number(properties.TimeoutInMillis ?? LONGEST_INTEGRATION_MS);
  return {
    functionArn,
    functionName: functionNameInArn(functionArn) ?? '',
    payloadFormat: properties.PayloadFormatVersion === '2.0' ? '2.0' : '1.0',
    timeoutMs: Math.min(timeoutMs, LONGEST_INTEGRATION_MS),
  };
}
