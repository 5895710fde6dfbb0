import { areValidHeaders, type ClientResponse, type Header } from '../shared/client-response.ts';
import { firstHeader } from '../shared/request.ts';
import { mappingExpressionValue, restContextVariable } from './context-variables.ts';
import type { CustomGatewayResponse } from './model.ts';
import type { RestRequestWithResponse } from './request-state.ts';

/** Applies a custom gateway response of the API to an error response: the one for the type of the error, otherwise the one for
 *  `DEFAULT_4XX` or `DEFAULT_5XX`. Other responses are returned unchanged.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html */
export function customizeResponse(completed: RestRequestWithResponse): ClientResponse {
  const { response, api } = completed;
  if (!response.error) return response;
  const defaultType = response.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const customResponseType = [response.error.responseType, defaultType].find((type) => api.gatewayResponses.has(type));
  const custom = customResponseType && api.gatewayResponses.get(customResponseType);
  if (!custom) return response;
  const status = custom.status ?? response.status;
  // Expressions and templates see the custom status.
  const state = { ...completed, response: { ...response, status } };
  const customHeaders = Object.entries(custom.headers).flatMap(([name, expression]): Header[] => {
    const value = headerValue(expression, state);
    return value === undefined ? [] : [[name, value]];
  });
  const [mediaType, template] = selectTemplate(custom.templates, completed) ?? [];
  const replacedNames = new Set(customHeaders.map(([name]) => name.toLowerCase()));
  if (mediaType) replacedNames.add('content-type');
  const headers = [
    ...response.headers.filter(([name]) => !replacedNames.has(name.toLowerCase())),
    ...(mediaType && !customHeaders.some(([name]) => name.toLowerCase() === 'content-type')
      ? [['Content-Type', mediaType] as const]
      : []),
    ...customHeaders,
  ];
  return {
    ...response,
    status,
    error: { ...response.error, customResponseType },
    // API Gateway remaps only the headers of functions: a custom WWW-Authenticate keeps its name.
    headers: areValidHeaders(headers) ? headers : response.headers,
    ...(template !== undefined && { body: Buffer.from(renderTemplate(template, state)) }),
  };
}

/** The template of a media type that the client accepts, otherwise the first one. */
function selectTemplate(
  templates: CustomGatewayResponse['templates'],
  { request }: RestRequestWithResponse,
): [mediaType: string, template: string] | undefined {
  const candidates = Object.entries(templates);
  const accept = firstHeader(request, 'accept') ?? '';
  return candidates.find(([mediaType]) => accept.includes(mediaType)) ?? candidates[0];
}

function headerValue(expression: string, state: RestRequestWithResponse): string | undefined {
  return /^'(.*)'$/s.exec(expression)?.[1] ?? mappingExpressionValue(expression, state);
}

/** Replaces the variables of a template. Gateway responses support only variables of the template language. */
function renderTemplate(template: string, state: RestRequestWithResponse): string {
  return template.replace(
    /\$(?:context\.([\w.]*\w)|stageVariables\.(\w+)|\{context\.([\w.]*\w)\})/g,
    (whole, context?: string, stageVariable?: string, contextInBraces?: string) => {
      const name = context ?? contextInBraces;
      if (name === undefined) return state.stage.variables[stageVariable ?? ''] ?? '';
      return restContextVariable(name, state)?.toString() ?? (whole.includes('messageString') ? 'null' : '');
    },
  );
}
