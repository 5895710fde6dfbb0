import { sanitizeJson } from '../../core/render/sanitize.ts';
import type { Finding } from '../../infra/rules/rule.ts';
import type { ResourceLocator } from './resource-locator.ts';

/** Renders one object per finding, each on a line. */
export function* jsonReport(findings: readonly Finding[], locator: ResourceLocator): Generator<string> {
  for (const finding of findings) {
    const { template, logicalId } = finding;
    const place =
      template === undefined ? {} : { template: locator.path(template), line: locator.line(template, logicalId) };
    yield `${sanitizeJson(JSON.stringify({ ...finding, ...place }))}\n`;
  }
}
