/** Events as API Gateway sends them. Each test can change some members. */

export const TIME = 1_763_733_731_480;

export function restEvent(changes: { readonly [key: string]: unknown; readonly authorizer?: object } = {}) {
  const { authorizer, ...event } = changes;
  return {
    resource: '/notes/{noteId}',
    path: '/notes/6f1c',
    httpMethod: 'PUT',
    headers: { 'User-Agent': 'curl/8.1', Authorization: 'Bearer s3cr3t-planted' },
    multiValueHeaders: { Authorization: ['Bearer s3cr3t-planted'], Cookie: ['sid=s3cr3t-planted'] },
    queryStringParameters: { b: '2' },
    multiValueQueryStringParameters: { a: ['1', '2'], token: ['s3cr3t-planted'] },
    pathParameters: { noteId: '6f1c' },
    stageVariables: null,
    requestContext: {
      resourcePath: '/notes/{noteId}',
      httpMethod: 'PUT',
      extendedRequestId: 'Ext=',
      requestTimeEpoch: TIME,
      path: '/prod/notes/6f1c',
      stage: 'prod',
      domainName: 'abc.execute-api.eu-central-1.amazonaws.com',
      requestId: 'gateway-request',
      apiId: 'abc',
      identity: { sourceIp: '203.0.113.10', userAgent: 'curl/8.1' },
      ...(authorizer && { authorizer }),
    },
    body: '{"content":"milk"}',
    isBase64Encoded: false,
    ...event,
  };
}

export function httpEvent(changes: { readonly [key: string]: unknown; readonly authorizer?: object } = {}) {
  const { authorizer, ...event } = changes;
  return {
    version: '2.0',
    routeKey: 'PUT /notes/{noteId}',
    rawPath: '/notes/6f1c',
    rawQueryString: 'a=1&token=s3cr3t-planted',
    cookies: ['sid=s3cr3t-planted'],
    headers: { authorization: 'Bearer s3cr3t-planted' },
    requestContext: {
      apiId: 'def',
      domainName: 'def.execute-api.eu-central-1.amazonaws.com',
      http: {
        method: 'PUT',
        path: '/notes/6f1c',
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.10',
        userAgent: 'curl/8.1',
      },
      requestId: 'http-request',
      routeKey: 'PUT /notes/{noteId}',
      stage: '$default',
      timeEpoch: TIME,
      ...(authorizer && { authorizer }),
    },
    body: '{"content":"milk"}',
    isBase64Encoded: false,
    ...event,
  };
}
