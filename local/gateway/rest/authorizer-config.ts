import { functionNameInArn } from '../../../core/arn.ts';
import type { ResolvedResource } from '../../../core/template/resolve.ts';
import { functionArnOf } from '../shared/function-arn.ts';

/** A Lambda authorizer as its template describes it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html */
export interface LambdaAuthorizer {
  readonly id: string;
  readonly type: 'TOKEN' | 'REQUEST';
  readonly functionName: string;
  readonly functionArn: string;
  /** `method.request.header.<name>`, `method.request.querystring.<name>`, `stageVariables.<name>`, `context.<name>` */
  readonly identitySources: readonly string[];
  /** What a token must match as a whole, or its function is not asked; TOKEN only. */
  readonly validation?: RegExp;
  /** How long an answer counts for equal identity sources; 0 keeps none. */
  readonly ttlSeconds: number;
}

/** Unless the template says otherwise. */
const DEFAULT_TTL_SECONDS = 300;

/** @returns the authorizer, or why it is not supported locally. */
export function readAuthorizer({ properties, ref }: ResolvedResource): LambdaAuthorizer | string {
  const { Type: type, IdentityValidationExpression: expression } = properties;
  if (type !== 'TOKEN' && type !== 'REQUEST') return `its authorizer type is ${type}`;
  const functionArn = functionArnOf(properties.AuthorizerUri);
  if (functionArn === undefined) return `its authorizer is no Lambda function: ${properties.AuthorizerUri}`;
  let validation: RegExp | undefined;
  if (type === 'TOKEN' && typeof expression === 'string' && expression !== '') {
    try {
      validation = new RegExp(`^(?:${expression})$`);
    } catch {
      return `its validation expression cannot be read as a JavaScript one: ${expression}`;
    }
  }
  return {
    id: ref,
    type,
    functionArn,
    functionName: functionNameInArn(functionArn) ?? '',
    identitySources: String(properties.IdentitySource ?? '')
      .split(',')
      .map((source) => source.trim())
      .filter((source) => source !== ''),
    ...(validation && { validation }),
    ttlSeconds: Number(properties.AuthorizerResultTtlInSeconds ?? DEFAULT_TTL_SECONDS),
  };
}
