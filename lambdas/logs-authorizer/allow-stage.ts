import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { Caller } from '../../logs-api/scopes.ts';

/** Allows every method of the stage: API Gateway keeps the answer for other requests with the same token.
 *  @param methodArn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>` */
export function allowStage({ tokenId, domainId, scopes }: Caller, methodArn: string): APIGatewayAuthorizerResult {
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
