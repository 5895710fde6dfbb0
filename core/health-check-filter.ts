import type { JoinedCall } from './calls/join/joined-call.ts';
import type { LogSource } from './log-event.ts';
import { textAt } from './record-fields.ts';

/** Makes the test for calls of health checks that did not fail, by the stage and the route of their access lines. */
export function healthCheckFilter(sources: readonly LogSource[]): (joined: JoinedCall) => boolean {
  const routes = new Map<string, ReadonlySet<string>>();
  for (const { apiId, stage, routes: names } of sources.flatMap(({ healthChecks = [] }) => healthChecks))
    routes.set(`${apiId}/${stage}`, new Set(names));
  return ({ call, records }) => {
    if (call.status >= 500) return false;
    const fields = records.find(({ kind }) => kind === 'api.access')?.fields;
    const ofStage = routes.get(`${textAt(fields, 'apiId')}/${textAt(fields, 'stage')}`);
    if (ofStage === undefined || call.route === null) return false;
    return [call.route, `${call.method} ${call.route}`, `ANY ${call.route}`].some((name) => ofStage.has(name));
  };
}
