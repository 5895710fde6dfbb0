import { describe, expect, it } from 'vitest';
import { authorizerResult, callerFromEvent } from '../../../lambdas/logs-authorizer/caller-context.ts';

describe('the caller of a request through API Gateway', () => {
  const arn = 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET/logs/v2/task/a%2Fb';

  it('may use the whole stage, and no other stage', () => {
    const { policyDocument, context, principalId } = authorizerResult(
      { tokenId: 'id', domainId: null, scopes: ['logs:read:api', 'logs:read:lambda/*'] },
      arn,
    );
    expect(principalId).toBe('id');
    expect(policyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/*',
      },
    ]);
    expect(callerFromEvent({ path: '/logs/api', requestContext: { authorizer: context ?? {} } })).toEqual({
      tokenId: 'id',
      domainId: null,
      scopes: ['logs:read:api', 'logs:read:lambda/*'],
    });
  });

  it('has the domain that the authorizer forwards', () => {
    const { context } = authorizerResult({ tokenId: 'id', domainId: 'acme', scopes: ['logs:read:api'] }, arn);
    expect(callerFromEvent({ path: '/logs/api', requestContext: { authorizer: context ?? {} } })?.domainId).toBe(
      'acme',
    );
  });

  it('is an operator without a token only with a signature, and only under /iam', () => {
    const identity = { userArn: 'arn:aws:iam::123456789012:user/ann' };
    expect(callerFromEvent({ path: '/iam/logs/api', requestContext: { identity } })).toMatchObject({
      domainId: null,
      scopes: ['logs:read:*'],
    });
    expect(callerFromEvent({ path: '/logs/api', requestContext: { identity } })).toBeUndefined();
    expect(callerFromEvent({ path: '/iam/logs/api', requestContext: { identity: { userArn: null } } })).toBeUndefined();
    expect(callerFromEvent({ path: '/iam', requestContext: { identity, authorizer: null } })).toBeUndefined();
  });
});
