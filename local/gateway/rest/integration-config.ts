import { isObject } from '../../../core/is-object.ts';
import type { UnsupportedReason } from '../../unsupported-resources.ts';
import { type FunctionTarget, readFunctionUri } from '../shared/invoker.ts';

export type RestIntegration = LambdaProxyIntegration | MockIntegration;

/** Forwards the whole request to a function, and the function's response to the client. */
export interface LambdaProxyIntegration extends FunctionTarget {
  readonly type: 'AWS_PROXY';
  readonly uri: string;
  /** At most 29,000, unless the account has a higher quota; at most 900,000 for a streamed response. */
  readonly timeoutMs: number;
  /** Whether the client receives the response while the function sends it. */
  readonly streams: boolean;
}

/** Responds without a backend, as CORS preflights do. */
export interface MockIntegration {
  readonly type: 'MOCK';
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The origins that the response allows: `*`, or origins such as `https://example.com`. */
  readonly corsOrigins: readonly string[];
}

const MAX_INTEGRATION_MS = 29_000;

/** Reads the `Integration` of a method.
 *  @returns a string with the reason when the integration is not supported locally.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-method-integration.html */
export function readRestIntegration(
  integration: Readonly<Record<string, unknown>>,
): RestIntegration | UnsupportedReason {
  if (integration.Type === 'MOCK') return readMockIntegration(integration);
  if (integration.Type !== 'AWS_PROXY') return `its integration type is ${integration.Type}`;
  const uri = String(integration.Uri);
  const target = readFunctionUri(uri);
  if (!target) return `its integration is not a Lambda function: ${uri}`;
  return {
    type: 'AWS_PROXY',
    ...target,
    uri,
    timeoutMs: Number(integration.TimeoutInMillis ?? MAX_INTEGRATION_MS),
    streams: integration.ResponseTransferMode === 'STREAM',
  };
}

function readMockIntegration(integration: Readonly<Record<string, unknown>>): MockIntegration {
  const [response = {}] = Array.isArray(integration.IntegrationResponses) ? integration.IntegrationResponses : [];
  const parameters = isObject(response.ResponseParameters) ? response.ResponseParameters : {};
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(parameters)) {
    // method.response.header.<name>: a constant has single quotes
    const name = /^method\.response\.header\.(.+)$/.exec(key)?.[1];
    const constant = /^'(.*)'$/.exec(String(value))?.[1];
    if (name !== undefined && constant !== undefined) headers[name] = constant;
  }
  return {
    type: 'MOCK',
    statusCode: Number(response.StatusCode ?? 200),
    headers,
    corsOrigins: readCorsOrigins(headers, response.ResponseTemplates),
  };
}

/** The CDK writes the first origin as a constant, and the others into a mapping template that overrides it.
 *  @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigateway.CorsOptions.html */
function readCorsOrigins(headers: Readonly<Record<string, string>>, templates: unknown): string[] {
  const constants = Object.entries(headers).filter(([name]) => name.toLowerCase() === 'access-control-allow-origin');
  const overriding = Object.values(isObject(templates) ? templates : {})
    .map(String)
    .filter((template) => /responseOverride\.header\.access-control-allow-origin/i.test(template));
  return [
    ...constants.map(([, origin]) => origin),
    ...overriding.flatMap((template) =>
      [...template.matchAll(/["'](https?:\/\/[^"'/\s]+)["']/g)].map(([, origin = '']) => origin),
    ),
  ];
}
