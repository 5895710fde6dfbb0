import type { ResolvedResource } from '../../../core/template/resolve.ts';
import type { UnsupportedReason } from '../../unsupported-resources.ts';
import { type FunctionTarget, readFunctionUriOrArn } from '../shared/invoker.ts';
import type { PayloadFormat } from './integration-config.ts';

/** A Lambda authorizer of an HTTP API, as its template describes it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html */
export interface HttpLambdaAuthorizer extends FunctionTarget {
  readonly id: string;
  readonly payloadFormat: PayloadFormat;
  /** Whether its function returns `isAuthorized` instead of a policy; only with format 2.0. */
  readonly simpleResponses: boolean;
  /** `$request.header.<name>`, `$request.querystring.<name>`, `$context.<name>`, `$stageVariables.<name>` */
  readonly identitySources: readonly string[];
  /** How long a result is cached for equal identity sources; 0, the default, disables the cache. */
  readonly ttlSeconds: number;
}

/** Reads an authorizer.
 *  @returns a string with the reason when the authorizer is not supported locally. */
export function readHttpLambdaAuthorizer({
  properties,
  ref,
}: ResolvedResource): HttpLambdaAuthorizer | UnsupportedReason {
  const { AuthorizerType: type, AuthorizerUri: uri, IdentitySource: sources } = properties;
  if (type !== 'REQUEST') return `its authorizer type is ${type}`;
  const target = readFunctionUriOrArn(uri);
  if (!target) return `its authorizer is not a Lambda function: ${uri}`;
  const payloadFormat = properties.AuthorizerPayloadFormatVersion === '2.0' ? '2.0' : '1.0';
  return {
    id: ref,
    ...target,
    payloadFormat,
    simpleResponses: payloadFormat === '2.0' && properties.EnableSimpleResponses === true,
    identitySources: Array.isArray(sources) ? sources.map(String) : [],
    ttlSeconds: Number(properties.AuthorizerResultTtlInSeconds ?? 0),
  };
}
