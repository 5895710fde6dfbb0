import type { LogSource } from '../log-event.ts';
import { textAt } from '../record-fields.ts';
import type { JoinedCall } from './join/joined-call.ts';

/** @returns a test for calls of health checks that did not fail with a 5xx status. They are found by the stage and the route of
 *  their access lines. */
export function passedHealthCheckTest(sources: readonly LogSource[]): (joined: JoinedCall) => boolean {
  const routesByStage = new Map<string, ReadonlySet<string>>();
  for (const { apiId, stage, routes } of sources.flatMap(({ healthChecks = [] }) => healthChecks))
    routesByStage.set(`${apiId}/${stage}`, new Set(routes));
  return ({ call, records }) => {
    if (call.status >= 500) return false;
    const fields = records.find(({ kind }) => kind === 'api.access')?.fields;
    const stageRoutes = routesByStage.get(`${textAt(fields, 'apiId')}/${textAt(fields, 'stage')}`);
    if (stageRoutes === undefined || call.route === null) return false;
    return [call.route, `${call.method} ${call.route}`, `ANY ${call.route}`].some((name) => stageRoutes.has(name));
  };
}
