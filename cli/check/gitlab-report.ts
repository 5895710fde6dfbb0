import { findingMessage, type LocatedFinding, primaryPlace } from './located-finding.ts';

const SEVERITIES = { error: 'major', warning: 'minor' } as const;

/** Renders a report of GitLab Code Quality, which merge requests show. GitLab compares branches by the fingerprints.
 *  @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export function gitlabReport(findings: readonly LocatedFinding[]): string {
  return `${JSON.stringify(findings.map(toIssue), null, 2)}\n`;
}

function toIssue(finding: LocatedFinding): object {
  const { path = finding.stack, line = 1 } = primaryPlace(finding);
  return {
    description: findingMessage(finding),
    check_name: finding.rule,
    fingerprint: finding.fingerprint,
    severity: SEVERITIES[finding.level],
    location: { path, lines: { begin: line } },
  };
}
