import { ALL_ROUTES, knownRouteSettings } from './model/route-settings.ts';
import { stagesOf } from './model/template-stage.ts';
import { at } from './model/value.ts';
import type { Rule } from './rule.ts';

/** Settings that a route loses when its own entry does not repeat them. REST and the others differ in the name of one. */
const SETTINGS = [
  'LoggingLevel',
  'MetricsEnabled',
  'DetailedMetricsEnabled',
  'ThrottlingBurstLimit',
  'ThrottlingRateLimit',
];

export const methodOverrideDropsSettings: Rule = {
  id: 'method-override-drops-settings',
  level: 'error',
  summary: 'settings of one method or route that drop what the stage sets for all',
  why: 'Such an entry replaces the settings of all routes, it does not add to them: the route has no metrics, no throttling or no logs.',
  fix: 'Repeat in the entry what is set for all routes.',
  *check(app) {
    for (const stage of stagesOf(app)) {
      const settings = knownRouteSettings(stage);
      const forAll = settings.find(({ route }) => route === ALL_ROUTES);
      if (forAll === undefined) continue;
      const set = SETTINGS.filter((name) => hasEffect(at(forAll.values, name)));
      for (const { route, path, values } of settings) {
        const dropped = set.filter((name) => at(values, name) === undefined);
        if (route === ALL_ROUTES || dropped.length === 0) continue;
        yield {
          resource: stage.resource,
          property: path,
          problem: `the settings of ${route} drop ${dropped.join(', ')}, which the stage sets for all`,
        };
      }
    }
  },
};

/** What a route has without any settings, it cannot lose. */
function hasEffect(value: unknown): boolean {
  return value !== undefined && value !== false && value !== 'false' && value !== 'OFF';
}
