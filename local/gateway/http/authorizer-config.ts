import { functionNameInArn } from '../../../core/arn.ts';
import type { ResolvedResource } from '../../../core/template/resolve.ts';
import { functionArnOfUriOrArn } from '../shared/function-arn.ts';
import type { PayloadFormat } from './integration-config.ts';

/** A Lambda authorizer of an HTTP API as its template describes it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html */
export interface HttpAuthorizer {
  readonly id: string;
  readonly functionName: string;
  readonly payloadFormat: PayloadFormat;
  /** Whether its function says `isAuthorized` instead of a policy; with format 2.0 only. */
  readonly simpleResponses: boolean;
  /** `$request.header.<name>`, `$request.querystring.<name>`, `$context.<name>`, `$stageVariables.<name>` */
  readonly identitySources: readonly string[];
  /** How long an answer counts for equal identity sources; 0, the default, keeps none. */
  readonly ttlSeconds: number;
}

/** @returns the authorizer, or why it is not supported locally. */
export function readHttpAuthorizer({ properties, ref }: ResolvedResource): HttpAuthorizer | string {
  const { AuthorizerType: type, AuthorizerUri: uri, IdentitySource: sources } = properties;
  if (type !== 'REQUEST') return `its authorizer type is ${type}`;
  const functionArn = functionArnOfUriOrArn(uri);
  if (functionArn === undefined) return `its authorizer is no Lambda function: ${uri}`;
  const payloadFormat = properties.AuthorizerPayloadFormatVersion === '2.0' ? '2.0' : '1.0';
  return {
    id: ref,
    functionName: functionNameInArn(functionArn) ?? '',
    payloadFormat,
    simpleResponses: payloadFormat === '2.0' && properties.EnableSimpleResponses === true,
    identitySources: Array.isArray(sources) ? sources.map(String) : [],
    ttlSeconds: Number(properties.AuthorizerResultTtlInSeconds ?? 0),
  };
}
