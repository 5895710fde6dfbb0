import type { ApiType } from '../../../core/access-log-format.ts';
import type { ApiLoggingProps, RouteLogging } from './api-logging-props.ts';

/** Props that not every type of API has, and the types that have them.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html */
const ONLY: Partial<Record<keyof ApiLoggingProps | keyof RouteLogging, readonly ApiType[]>> = {
  executionLevel: ['REST', 'WEBSOCKET'],
  dataTrace: ['REST', 'WEBSOCKET'],
  executionRetention: ['REST', 'WEBSOCKET'],
  executionLogGroup: ['REST', 'WEBSOCKET'],
  tracing: ['REST'],
  obfuscatePaths: ['REST', 'HTTP'],
};

const WORDS: Readonly<Record<ApiType, string>> = {
  REST: 'a REST API',
  HTTP: 'an HTTP API',
  WEBSOCKET: 'a WebSocket API',
};
const HAVE: Readonly<Record<string, string>> = {
  executionLevel: 'execution log',
  executionRetention: 'execution log',
  executionLogGroup: 'execution log',
  dataTrace: 'data trace',
  tracing: 'X-Ray traces',
  obfuscatePaths: 'path in its access lines',
};

/** What the props ask of an API whose type does not have it. Asking for nothing (`OFF`, `false`) is no fault. */
export function missingAbilities(type: ApiType, props: ApiLoggingProps): string[] {
  const ofRoutes = Object.entries(props.routes ?? {}).flatMap(([route, logging]) =>
    asked(type, logging).map((prop) => sentence(type, prop, `routes["${route}"].${prop}`)),
  );
  return [...asked(type, props).map((prop) => sentence(type, prop, prop)), ...ofRoutes];
}

function asked(type: ApiType, props: ApiLoggingProps | RouteLogging): string[] {
  return Object.entries(props)
    .filter(([prop, value]) => {
      const types = ONLY[prop as keyof typeof ONLY];
      return types !== undefined && !types.includes(type) && value !== undefined && value !== false && value !== 'OFF';
    })
    .map(([prop]) => prop);
}

function sentence(type: ApiType, prop: string, name: string): string {
  return `${name}: ${WORDS[type]} has no ${HAVE[prop]}. Leave it out here, or set it on the stack or app, where it goes to the APIs that have it.`;
}
