import { expect, it } from 'vitest';
import { basePathOf } from '../../../lambdas/logs-api/base-path.ts';

// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
it.each([
  ['the URL that API Gateway generates', '/prod/openapi.json', '/prod'],
  ['a custom domain name', '/openapi.json', ''],
])('the base path of %s', (_, path, expected) => {
  expect(basePathOf({ path: '/openapi.json', requestContext: { path } })).toBe(expected);
});
