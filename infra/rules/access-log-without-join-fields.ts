import { hasHoles, variablesOf } from './model/template-access-log-format.ts';
import { type ApiKind, accessLogsOf, settingPath } from './model/template-stage.ts';
import { UNKNOWN } from './model/value.ts';
import type { Rule } from './rule.ts';

/** Each by its names, the older ones too. What stands for the request is first. */
const INTEGRATION = ['integration.requestId', 'awsEndpointRequestId', 'integrationRequestId'];

const JOIN_FIELDS: Readonly<Record<ApiKind, readonly (readonly string[])[]>> = {
  REST: [['requestId'], ['extendedRequestId'], INTEGRATION],
  // There the extended id is the id.
  HTTP: [['requestId', 'extendedRequestId'], INTEGRATION],
  WebSocket: [['requestId'], ['extendedRequestId'], ['connectionId'], INTEGRATION],
};

export const accessLogWithoutJoinFields: Rule = {
  id: 'access-log-without-join-fields',
  level: 'error',
  summary: 'an access log format without the ids that join a line to the execution log and to the function',
  why: 'The lines of one request in different logs cannot be put together: a client may choose requestId, and the function knows its own id alone.',
  fix: 'Add the variables to the format.',
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      const { format } = accessLog;
      if (stage.kind === UNKNOWN || (format !== undefined && hasHoles(format))) continue;
      const present = new Set(format === undefined ? [] : variablesOf(format));
      const missing = JOIN_FIELDS[stage.kind]
        .filter((names) => !names.some((name) => present.has(name)))
        .map(([name]) => `$context.${name}`);
      if (missing.length === 0) continue;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty, 'Format'),
        problem: `the format has no ${missing.join(', no ')}`,
        fix: `Add ${missing.join(' and ')} to the format.`,
      };
    }
  },
};
