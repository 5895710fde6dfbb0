import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RestApi, RestMethod, RestStage } from '../gateway/rest/model.ts';
import { type PathRead, serveReads } from './json-reads.ts';

const READS: readonly PathRead<readonly RestApi[]>[] = [
  [/^\/restapis$/, (apis) => ({ item: apis.map(describeApi) })],
  [/^\/restapis\/([^/]+)$/, (apis, [id]) => apis.filter((api) => api.id === id).map(describeApi)[0]],
  [
    /^\/restapis\/([^/]+)\/stages$/,
    (apis, [id]) => withApi(apis, id, (api) => ({ item: api.stages.map(describeStage) })),
  ],
  [
    /^\/restapis\/([^/]+)\/stages\/([^/]+)$/,
    (apis, [id, name]) =>
      withApi(apis, id, (api) => api.stages.filter((stage) => stage.name === name).map(describeStage)[0]),
  ],
  [/^\/restapis\/([^/]+)\/resources$/, (apis, [id]) => withApi(apis, id, (api) => ({ item: describeResources(api) }))],
  [
    /^\/restapis\/([^/]+)\/resources\/([^/]+)\/methods\/([^/]+)\/integration$/,
    (apis, [id, resourceId, httpMethod]) =>
      withApi(apis, id, (api) => {
        const method = api.methods.find(
          (candidate) => candidate.resourceId === resourceId && candidate.httpMethod === httpMethod,
        );
        return method && describeIntegration(method);
      }),
  ],
];

/** Serves API Gateway's GetRestApis, GetRestApi, GetStages, GetStage, GetResources and GetIntegration from the template.
 *  @returns false for another request.
 *  @see https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html */
export function serveRestApiRead(
  apis: readonly RestApi[],
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  return serveReads(READS, apis, 'Invalid identifier specified', request, response);
}

function withApi(
  apis: readonly RestApi[],
  id: string | undefined,
  read: (api: RestApi) => object | undefined,
): object | undefined {
  const api = apis.find((candidate) => candidate.id === id);
  return api && read(api);
}

function describeApi({ id, name }: RestApi): object {
  return { id, name, apiKeySource: 'HEADER', endpointConfiguration: { types: ['REGIONAL'] } };
}

function describeStage(stage: RestStage): object {
  return {
    stageName: stage.name,
    tracingEnabled: stage.tracing,
    variables: stage.variables,
    tags: stage.tags,
    methodSettings: Object.fromEntries(
      stage.methodSettings.map(({ encodedPath, httpMethod, level, dataTrace }) => [
        // All methods are "*/*" in the API, and "/*" with "*" in the template.
        `${encodedPath === '/*' ? '*' : encodedPath}/${httpMethod}`,
        { loggingLevel: level, dataTraceEnabled: dataTrace },
      ]),
    ),
    ...(stage.accessLog && {
      accessLogSettings: { format: stage.accessLog.format, destinationArn: stage.accessLog.destinationArn },
    }),
  };
}

function describeResources(api: RestApi): object[] {
  const byId = Map.groupBy(api.methods, (method) => method.resourceId);
  return [...byId].map(([id, methods]) => ({
    id,
    path: methods[0]?.resourcePath,
    resourceMethods: Object.fromEntries(
      methods.map((method) => [
        method.httpMethod,
        { httpMethod: method.httpMethod, methodIntegration: describeIntegration(method) },
      ]),
    ),
  }));
}

function describeIntegration({ integration }: RestMethod): object {
  if (integration.type === 'MOCK') return { type: 'MOCK' };
  return { type: 'AWS_PROXY', httpMethod: 'POST', uri: integration.uri, timeoutInMillis: integration.timeoutMs };
}
