import { findingMessage, type LocatedFinding, primaryPlace } from './located-finding.ts';

/** Renders workflow commands of GitHub Actions, which show each finding at its line in the files of a pull request.
 *  @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message */
export function githubReport(findings: readonly LocatedFinding[]): string {
  return findings.map((finding) => `${command(finding)}\n`).join('');
}

function command(finding: LocatedFinding): string {
  const { level, rule, region, source } = finding;
  const { path, line } = primaryPlace(finding);
  // The region is in the template. GitHub shows columns only within one line.
  const hasColumns = source === undefined && region !== undefined && region.startLine === region.endLine;
  const properties = {
    file: path,
    line,
    ...(hasColumns && { col: region.startColumn, endColumn: region.endColumn }),
    title: `tailgate ${rule}`,
  };
  const text = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${level} ${text}::${escapeData(findingMessage(finding))}`;
}

/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
