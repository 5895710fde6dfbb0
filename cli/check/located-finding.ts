import { createHash } from 'node:crypto';
import type { TextRegion } from '../../core/template/template-positions.ts';
import type { Finding } from '../../infra/rules/rule.ts';
import { ConstructSources, type SourceLine } from './construct-sources.ts';
import type { ResourceLocator } from './resource-locator.ts';

/** A finding with its places, for reports. */
export interface LocatedFinding extends Finding {
  /** The path of the template, relative to the folder of the report. */
  readonly path?: string;
  /** The property in the template, or the nearest object that has a place. */
  readonly region?: TextRegion;
  /** The line of the CDK app that creates the resource. */
  readonly source?: SourceLine;
  /** Identifies the finding in later runs: a hash without the line and the text of the problem. With a construct path,
   *  also without the hashes that the CDK adds to names. */
  readonly fingerprint: string;
}

/** What a finding is about. It stays the same when lines move, and when a property moves in a list. */
export interface FindingSubject {
  readonly rule: string;
  /** The path of the construct; without one, the path of the template and the logical id. */
  readonly resource: string;
  /** Without the positions in lists: `MethodSettings[].LoggingLevel`. */
  readonly property: string;
}

/** @param path the path of the template. */
export function subjectOf(finding: Finding, path = finding.stack): FindingSubject {
  const { rule, constructPath, logicalId, property } = finding;
  return { rule, resource: constructPath ?? `${path}#${logicalId}`, property: property.replace(/\[\d+\]/g, '[]') };
}

/** Adds the places and fingerprints of findings.
 *  @param findings all findings, so that those with the same subject can be numbered. */
export function locateFindings(findings: readonly Finding[], locator: ResourceLocator): LocatedFinding[] {
  const sources = new ConstructSources(locator.folder);
  const counts = new Map<string, number>();
  return findings.map((finding) => {
    const { template, logicalId, property, constructPath } = finding;
    const path = template === undefined ? undefined : locator.path(template);
    const subject = JSON.stringify(Object.values(subjectOf(finding, path)));
    const number = (counts.get(subject) ?? 0) + 1;
    counts.set(subject, number);
    const region = template === undefined ? undefined : locator.region(template, logicalId, property);
    const source = template && constructPath ? sources.find(template, constructPath) : undefined;
    return {
      ...finding,
      ...(path !== undefined && { path }),
      ...(region !== undefined && { region }),
      ...(source !== undefined && { source }),
      fingerprint: createHash('sha256').update(`${number} ${subject}`).digest('hex'),
    };
  });
}

/** Where people fix the finding: the line of the CDK app if it is known, otherwise the line of the template. */
export function primaryPlace({ source, path, region }: LocatedFinding): Partial<SourceLine> {
  if (source !== undefined) return source;
  return { ...(path !== undefined && { path }), ...(region !== undefined && { line: region.startLine }) };
}

/** `template.yaml:12`; undefined when the file is not known. */
export function placeText(place: Partial<SourceLine>): string | undefined {
  if (place.path === undefined) return undefined;
  return place.line === undefined ? place.path : `${place.path}:${place.line}`;
}

/** What the user calls the resource: the path of its construct, otherwise its stack and logical id. */
export function resourceName({ constructPath, stack, logicalId }: Finding): string {
  return constructPath ?? `${stack}/${logicalId}`;
}

/** One paragraph for reports that show each finding on its own. */
export function findingMessage(finding: Finding): string {
  const { problem, property, why, fix } = finding;
  return `${resourceName(finding)}: ${problem} (${property}). ${why} ${fix}`;
}
