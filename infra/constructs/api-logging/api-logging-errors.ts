import { retentionErrors, valueErrors } from '../prop-errors.ts';
import type { ApiLoggingProps, DataTrace, RouteLogging } from './api-logging-props.ts';

const EXECUTION_LEVELS = ['OFF', 'ERROR', 'INFO'];

/** Messages for props that are invalid for every type of API. Plain JavaScript can pass any value. */
export function apiLoggingErrors(props: ApiLoggingProps): string[] {
  return [
    ...routeErrors('', props),
    ...retentionErrors('retention', props.retention),
    ...retentionErrors('executionRetention', props.executionRetention),
    ...identityErrors('identity.domainId', props.identity?.domainId),
    ...identityErrors('identity.userId', props.identity?.userId),
    ...valueErrors('executionLogGroup', props.executionLogGroup, ['create', 'adopt']),
    ...Object.entries(props.routes ?? {}).flatMap(([route, logging]) => routeErrors(`routes["${route}"].`, logging)),
  ];
}

function routeErrors(prefix: string, { executionLevel, dataTrace }: RouteLogging): string[] {
  return [
    ...valueErrors(`${prefix}executionLevel`, executionLevel, EXECUTION_LEVELS),
    ...dataTraceErrors(`${prefix}dataTrace`, dataTrace),
  ];
}

function dataTraceErrors(name: string, dataTrace: DataTrace | undefined): string[] {
  if (dataTrace === undefined || (typeof dataTrace.reason === 'string' && dataTrace.reason.trim() !== '')) return [];
  return [
    `${name} writes bodies and headers to the log, with the personal data and secrets in them, but gives no reason. Set ${name}: { reason: '…' }, or remove it.`,
  ];
}

function identityErrors(name: string, variable: string | undefined): string[] {
  if (variable === undefined || /^authorizer\.[A-Za-z0-9_.]+$/.test(variable)) return [];
  return [
    `${name} is "${variable}", but only an authorizer can identify the caller. Use one of its variables, such as authorizer.principalId or authorizer.claims.sub.`,
  ];
}
