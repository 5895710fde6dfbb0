import type { Answer } from '../shared/answer.ts';
import { areSendable, type Header } from '../shared/answer-headers.ts';
import { contextVariable } from './context-variables.ts';
import type { Exchange } from './exchange.ts';
import { type CustomResponse, GATEWAY_RESPONSES, type GatewayResponseType } from './gateway-response-type.ts';
import { expressionValue } from './request-expression.ts';

/** An answer that no integration gave.
 *  @param message in place of the type's own. */
export function gatewayResponse(type: GatewayResponseType, message?: string): Answer {
  const byDefault = GATEWAY_RESPONSES[type];
  const text = message ?? byDefault.message;
  // A policy's denial is worded by another part of the service, with a capital letter.
  const member = type === 'ACCESS_DENIED' ? 'Message' : 'message';
  return {
    ...plainResponse(byDefault.status, byDefault.error, { [member]: text }),
    error: { message: text, responseType: type },
  };
}

/** An answer to what belongs to no stage of the API, or to a fault of ours. */
export function plainResponse(status: number, error: string, body: object): Answer {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', `${error}Exception`],
    ],
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** The answer as the API's own gateway responses have it: that of its type, or of all errors of its kind.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html */
export function customized(exchange: Exchange): Answer {
  const { answer, api } = exchange;
  if (!answer.error) return answer;
  const customizedBy = [answer.error.responseType, answer.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'].find((type) =>
    api.gatewayResponses.has(type),
  );
  const custom = customizedBy && api.gatewayResponses.get(customizedBy);
  if (!custom) return answer;
  const status = custom.status ?? answer.status;
  const known = { ...exchange, answer: { ...answer, status } };
  const own = Object.entries(custom.headers).flatMap(([name, value]): Header[] => {
    const text = headerValue(value, known);
    return text === undefined ? [] : [[name, text]];
  });
  const [mediaType, template] = templateFor(custom.templates, exchange) ?? [];
  const replaced = new Set(own.map(([name]) => name.toLowerCase()));
  if (mediaType) replaced.add('content-type');
  const headers = [
    ...answer.headers.filter(([name]) => !replaced.has(name.toLowerCase())),
    ...(mediaType && !own.some(([name]) => name.toLowerCase() === 'content-type')
      ? [['Content-Type', mediaType] as const]
      : []),
    ...own,
  ];
  return {
    ...answer,
    status,
    error: { ...answer.error, customizedBy },
    // These are API Gateway's own: none of them is renamed, WWW-Authenticate for one.
    headers: areSendable(headers) ? headers : answer.headers,
    ...(template !== undefined && { body: Buffer.from(filled(template, known)) }),
  };
}

/** The template for what the client accepts, or the first. */
function templateFor(templates: CustomResponse['templates'], { request }: Exchange): [string, string] | undefined {
  const all = Object.entries(templates);
  const accept = request.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? '';
  return all.find(([mediaType]) => accept.includes(mediaType)) ?? all[0];
}

function headerValue(expression: string, exchange: Exchange): string | undefined {
  return /^'(.*)'$/s.exec(expression)?.[1] ?? expressionValue(expression, exchange);
}

/** Gateway responses know variables alone, no other part of the template language. */
function filled(template: string, exchange: Exchange): string {
  return template.replace(
    /\$(?:context\.([\w.]*\w)|stageVariables\.(\w+)|\{context\.([\w.]*\w)\})/g,
    (whole, context?: string, variable?: string, braced?: string) => {
      const name = context ?? braced;
      if (name === undefined) return exchange.stage.variables[variable ?? ''] ?? '';
      return contextVariable(name, exchange)?.toString() ?? (whole.includes('messageString') ? 'null' : '');
    },
  );
}
