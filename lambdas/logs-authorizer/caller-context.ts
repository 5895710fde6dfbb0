import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { ALL_SCOPE, type Caller } from '../../logs-api/scopes.ts';

/** Under this path, the same API accepts callers that sign with AWS credentials. */
export const IAM_PREFIX = '/iam';

/** The members of API Gateway's event that identify the caller.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export interface GatewayEvent {
  readonly path: string;
  readonly requestContext: {
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
    readonly identity?: { readonly userArn?: string | null };
  };
}

/** Finds the caller from what API Gateway verified: the context of the authorizer, or a signature, whose sender is an
 *  operator. Nothing else of the request is trusted. */
export function callerFromEvent({ path, requestContext }: GatewayEvent): Caller | undefined {
  if (path.startsWith(`${IAM_PREFIX}/`)) {
    const userArn = requestContext.identity?.userArn;
    return userArn ? { tokenId: `iam:${userArn}`, domainId: null, scopes: [ALL_SCOPE] } : undefined;
  }
  const { tokenId, domainId, scopes } = requestContext.authorizer ?? {};
  if (typeof tokenId !== 'string' || typeof scopes !== 'string') return undefined;
  return {
    tokenId,
    domainId: typeof domainId === 'string' ? domainId : null,
    scopes: scopes.split(' ').filter((scope) => scope !== ''),
  };
}

/** The authorizer's response for a valid token. It allows every method of the stage, because API Gateway caches it for all
 *  requests with the same token.
 *  @param methodArn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>` */
export function authorizerResult({ tokenId, domainId, scopes }: Caller, methodArn: string): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split('/');
  return {
    principalId: tokenId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*` }],
    },
    context: { tokenId, scopes: scopes.join(' '), ...(domainId !== null && { domainId }) },
  };
}
