import type { LocatedFinding } from './located-finding.ts';

/** Renders one object per finding, each on a line. */
export function jsonReport(findings: readonly LocatedFinding[]): string {
  return findings.map((finding) => `${JSON.stringify(toJson(finding))}\n`).join('');
}

function toJson({ path, region, source, ...finding }: LocatedFinding): object {
  return {
    ...finding,
    ...(path !== undefined && { template: path }),
    ...(region !== undefined && { line: region.startLine, region }),
    ...(source !== undefined && { source }),
  };
}
