import { retentionFaults, wordFaults } from '../prop-errors.ts';
import type { ApiLoggingProps, DataTrace } from './api-logging-props.ts';

const EXECUTION_LEVELS = ['OFF', 'ERROR', 'INFO'];
const METHODS = /^(ANY|\*|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;

/** What is wrong with props, whatever the API: the rule, the value, the fix. Plain JavaScript gets here with anything. */
export function faultsOf(props: ApiLoggingProps): string[] {
  const routes = Object.entries(props.routes ?? {});
  return [
    ...levelFaults('executionLevel', props.executionLevel),
    ...dataTraceFaults('dataTrace', props.dataTrace),
    ...retentionFaults('retention', props.retention),
    ...retentionFaults('executionRetention', props.executionRetention),
    ...identityFaults('identity.domainId', props.identity?.domainId),
    ...identityFaults('identity.userId', props.identity?.userId),
    ...wordFaults('executionLogGroup', props.executionLogGroup, ['create', 'adopt']),
    ...routes.flatMap(([route, logging]) => [
      ...levelFaults(`routes["${route}"].executionLevel`, logging.executionLevel),
      ...dataTraceFaults(`routes["${route}"].dataTrace`, logging.dataTrace),
    ]),
  ];
}

/** `GET /notes/{id}` in its two parts; undefined for what is no route of a REST API. */
export function restRoute(route: string): { readonly httpMethod: string; readonly path: string } | undefined {
  const [httpMethod = '', path = '', ...rest] = route.split(' ');
  if (!METHODS.test(httpMethod) || !path.startsWith('/') || rest.length > 0) return undefined;
  return { httpMethod: httpMethod === 'ANY' ? '*' : httpMethod, path };
}

function levelFaults(name: string, level: string | undefined): string[] {
  return wordFaults(name, level, EXECUTION_LEVELS);
}

function dataTraceFaults(name: string, dataTrace: DataTrace | undefined): string[] {
  if (dataTrace === undefined || (typeof dataTrace.reason === 'string' && dataTrace.reason.trim() !== '')) return [];
  return [
    `${name} writes bodies and headers, with the personal data and secrets in them, and says no reason. Write ${name}: { reason: '…' }, or leave it out.`,
  ];
}

function identityFaults(name: string, variable: string | undefined): string[] {
  if (variable === undefined || /^authorizer\.[A-Za-z0-9_.]+$/.test(variable)) return [];
  return [
    `${name} is "${variable}": only an authorizer says who calls. Write a variable of it, such as authorizer.principalId or authorizer.claims.sub.`,
  ];
}
