import type { ApiType } from '../../../core/access-log-format.ts';
import type { ApiLoggingProps, RouteLogging } from './api-logging-props.ts';

type Prop = keyof ApiLoggingProps | keyof RouteLogging;

/** Props that only some types of APIs support, and what they configure.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html */
const LIMITED_PROPS: Partial<Record<Prop, { readonly types: readonly ApiType[]; readonly feature: string }>> = {
  executionLevel: { types: ['REST', 'WEBSOCKET'], feature: 'execution log' },
  dataTrace: { types: ['REST', 'WEBSOCKET'], feature: 'data trace' },
  executionRetention: { types: ['REST', 'WEBSOCKET'], feature: 'execution log' },
  executionLogGroup: { types: ['REST', 'WEBSOCKET'], feature: 'execution log' },
  tracing: { types: ['REST'], feature: 'X-Ray traces' },
  obfuscatePaths: { types: ['REST', 'HTTP'], feature: 'path in its access log' },
};

const TITLES: Readonly<Record<ApiType, string>> = {
  REST: 'a REST API',
  HTTP: 'an HTTP API',
  WEBSOCKET: 'a WebSocket API',
};

/** A message for each prop that turns on what this type of API does not support. */
export function unsupportedProps(type: ApiType, props: ApiLoggingProps): string[] {
  const routeMessages = Object.entries(props.routes ?? {}).flatMap(([route, logging]) =>
    messages(type, logging, (prop) => `routes["${route}"].${prop}`),
  );
  return [...messages(type, props, (prop) => prop), ...routeMessages];
}

function messages(type: ApiType, props: ApiLoggingProps | RouteLogging, label: (prop: string) => string): string[] {
  return Object.entries(props).flatMap(([prop, value]) => {
    const limited = LIMITED_PROPS[prop as Prop];
    const isTurnedOn = value !== undefined && value !== false && value !== 'OFF';
    if (limited === undefined || limited.types.includes(type) || !isTurnedOn) return [];
    return [
      `${label(prop)}: ${TITLES[type]} has no ${limited.feature}. Remove it here, or set it on the stack or app, where it applies only to the APIs that support it.`,
    ];
  });
}
