import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from 'node-sarif-builder';
import { type Finding, fixFor, type Rule } from '../../infra/rules/rule.ts';
import type { ResourceLocator } from './resource-locator.ts';

export interface SarifOptions {
  readonly rules: readonly Rule[];
  /** The version of Tailgate. */
  readonly version: string;
  readonly locator: ResourceLocator;
}

/** Renders findings in SARIF 2.1.0 for code scanning tools. Acknowledged findings are suppressed results.
 *  @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarifReport(findings: readonly Finding[], options: SarifOptions): string {
  const run = new SarifRunBuilder().initSimple({ toolDriverName: 'tailgate', toolDriverVersion: options.version });
  for (const rule of options.rules) run.addRule(toSarifRule(rule));
  for (const finding of findings) run.addResult(toSarifResult(finding, options));
  run.run.results ??= [];
  const log = new SarifBuilder();
  log.addRun(run);
  return JSON.stringify(log.buildSarifOutput(), null, 2);
}

function toSarifRule({ id, level, summary, why, fix }: Rule): SarifRuleBuilder {
  const builder = new SarifRuleBuilder().initSimple({
    ruleId: id,
    shortDescriptionText: summary,
    fullDescriptionText: why,
  });
  builder.rule.help = { text: fixFor('cloudformation', fix) };
  builder.rule.defaultConfiguration = { level };
  return builder;
}

function toSarifResult(finding: Finding, { locator }: SarifOptions): SarifResultBuilder {
  const { template, logicalId, constructPath, resourceType, property, problem, fix } = finding;
  const startLine = locator.line(template, logicalId);
  const builder = new SarifResultBuilder().initSimple({
    level: finding.level,
    ruleId: finding.rule,
    messageText: `${logicalId}: ${problem} (${property}). ${finding.why} ${fix}`,
    ...(template !== undefined && { fileUri: toUri(locator.path(template)) }),
    ...(template !== undefined && startLine !== undefined && { startLine }),
  });
  const [location] = builder.result.locations ?? [];
  if (location) {
    location.logicalLocations = [
      { name: logicalId, kind: 'resource', fullyQualifiedName: constructPath ?? `${finding.stack}/${logicalId}` },
    ];
  }
  builder.result.properties = { stack: finding.stack, resourceType, property };
  builder.result.partialFingerprints = {
    'tailgate/v1': `${finding.rule}:${finding.stack}/${logicalId}:${property}`,
  };
  if (finding.acknowledged !== undefined) {
    builder.result.suppressions = [{ kind: 'external', justification: finding.acknowledged }];
  }
  return builder;
}

function toUri(path: string): string {
  return path.split(/[\\/]/).map(encodeURIComponent).join('/');
}
