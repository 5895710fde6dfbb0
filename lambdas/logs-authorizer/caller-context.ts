import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { ALL_SCOPE, type Caller } from '../../logs-api/scopes.ts';

/** Under this path the same API answers callers who sign with AWS credentials. */
export const IAM_PREFIX = '/iam';

/** What the host needs of API Gateway's event.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export interface GatewayEvent {
  readonly path: string;
  readonly requestContext: {
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
    readonly identity?: { readonly userArn?: string | null };
  };
}

/** Who sent a request, as API Gateway found: by the authorizer's answer, or by a signature, which makes an operator. Nothing
 *  that the client itself sent is looked at. */
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

/** Allows every method of the stage: API Gateway keeps the answer for other requests with the same token.
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
