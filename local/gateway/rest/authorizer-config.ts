import type { ResolvedResource } from '../../../core/template/resolve.ts';
import type { UnsupportedReason } from '../../unsupported-resources.ts';
import { type FunctionTarget, readFunctionUri } from '../shared/invoker.ts';

/** A Lambda authorizer, as its template describes it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html */
export interface RestLambdaAuthorizer extends FunctionTarget {
  readonly id: string;
  readonly type: 'TOKEN' | 'REQUEST';
  /** `method.request.header.<name>`, `method.request.querystring.<name>`, `stageVariables.<name>`, `context.<name>` */
  readonly identitySources: readonly string[];
  /** TOKEN only: a token that does not match as a whole is rejected without calling the function. */
  readonly validation?: RegExp;
  /** How long a result is cached for equal identity sources; 0 disables the cache. */
  readonly ttlSeconds: number;
}

const DEFAULT_TTL_SECONDS = 300;

/** Reads an authorizer.
 *  @returns a string with the reason when the authorizer is not supported locally. */
export function readRestLambdaAuthorizer({
  properties,
  ref,
}: ResolvedResource): RestLambdaAuthorizer | UnsupportedReason {
  const { Type: type, IdentityValidationExpression: expression } = properties;
  if (type !== 'TOKEN' && type !== 'REQUEST') return `its authorizer type is ${type}`;
  const target = readFunctionUri(properties.AuthorizerUri);
  if (!target) return `its authorizer is not a Lambda function: ${properties.AuthorizerUri}`;
  let validation: RegExp | undefined;
  if (type === 'TOKEN' && typeof expression === 'string' && expression !== '') {
    try {
      validation = new RegExp(`^(?:${expression})$`);
    } catch {
      return `its validation expression is not a valid JavaScript regular expression: ${expression}`;
    }
  }
  return {
    id: ref,
    type,
    ...target,
    identitySources: String(properties.IdentitySource ?? '')
      .split(',')
      .map((source) => source.trim())
      .filter((source) => source !== ''),
    ...(validation && { validation }),
    ttlSeconds: Number(properties.AuthorizerResultTtlInSeconds ?? DEFAULT_TTL_SECONDS),
  };
}
