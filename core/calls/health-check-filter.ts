import type { LogSource } from '../log-event.ts';
import { textAt } from '../record-fields.ts';
import type { JoinedCall } from './join/joined-call.ts';

/** @returns a predicate for calls of health checks that did not fail. They are found by the stage and the route of their access
 *  lines. */
export function healthCheckFilter(sources: readonly LogSource[]): (joined: JoinedCall) => boolean {
  const routesByStage = new Map<string, ReadonlySet<string>>();
  for (const { apiId, stage, routes: names } of sources.flatMap(({ healthChecks = [] }) => healthChecks))
    routesByStage.set(`${apiId}/${stage}`, new Set(names));
  return ({ call, records }) => {
    if (call.status >= 500) return false;
    const fields = records.find(({ kind }) => kind === 'api.access')?.fields;
    const stageRoutes = routesByStage.get(`${textAt(fields, 'apiId')}/${textAt(fields, 'stage')}`);
    if (stageRoutes === undefined || call.route === null) return false;
    return [call.route, `${call.method} ${call.route}`, `ANY ${call.route}`].some((name) => stageRoutes.has(name));
  };
}
