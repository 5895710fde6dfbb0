import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from 'node-sarif-builder';
import type { PhysicalLocation } from 'sarif';
import type { Rule } from '../../infra/rules/rule.ts';
import { ruleMarkdown } from '../../infra/rules/rule-markdown.ts';
import { findingMessage, type LocatedFinding, resourceName } from './located-finding.ts';

export interface SarifOptions {
  readonly rules: readonly Rule[];
  /** The version of Tailgate. */
  readonly version: string;
  /** The findings of the baseline; undefined without a baseline. */
  readonly known?: ReadonlySet<LocatedFinding>;
}

/** Renders findings in SARIF 2.1.0 for code scanning tools.
 *  @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *  @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
export function sarifReport(findings: readonly LocatedFinding[], options: SarifOptions): string {
  const run = new SarifRunBuilder().initSimple({ toolDriverName: 'tailgate', toolDriverVersion: options.version });
  for (const rule of options.rules) run.addRule(toSarifRule(rule));
  for (const finding of findings) run.addResult(toSarifResult(finding, options));
  run.run.results ??= [];
  run.run.columnKind = 'utf16CodeUnits';
  const log = new SarifBuilder();
  log.addRun(run);
  return JSON.stringify(log.buildSarifOutput(), null, 2);
}

function toSarifRule(rule: Rule): SarifRuleBuilder {
  const builder = new SarifRuleBuilder().initSimple({
    ruleId: rule.id,
    shortDescriptionText: rule.summary,
    fullDescriptionText: rule.why,
    helpUri: rule.source,
  });
  const markdown = ruleMarkdown(rule);
  // GitHub shows the Markdown; the text is for tools without it.
  builder.rule.help = { text: markdown, markdown };
  builder.rule.defaultConfiguration = { level: rule.level };
  return builder;
}

function toSarifResult(finding: LocatedFinding, { known }: SarifOptions): SarifResultBuilder {
  const { stack, logicalId, resourceType, property } = finding;
  const builder = new SarifResultBuilder().initSimple({
    level: finding.level,
    ruleId: finding.rule,
    messageText: plainMessage(findingMessage(finding)),
  });
  const logicalLocations = [{ name: logicalId, kind: 'resource', fullyQualifiedName: resourceName(finding) }];
  const [place, ...otherPlaces] = physicalLocations(finding);
  builder.result.locations = [{ logicalLocations, ...(place && { physicalLocation: place }) }];
  if (otherPlaces.length > 0) {
    builder.result.relatedLocations = otherPlaces.map((physicalLocation) => ({ physicalLocation }));
  }
  builder.result.properties = { stack, resourceType, property };
  builder.result.partialFingerprints = { 'tailgate/v2': finding.fingerprint };
  if (known) builder.result.baselineState = known.has(finding) ? 'unchanged' : 'new';
  return builder;
}

/** Text of a template becomes neither a link (`[text](target)`) nor a placeholder (`{0}`).
 *  @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317459 */
function plainMessage(text: string): string {
  return text.replaceAll('](', '] (').replace(/\{(\d+)\}/g, '{{$1}}');
}

/** The line of the CDK app, which is in the repository, comes before the template, which often is not. A resource that only the transform
 *  of SAM adds has no line in the template; GitHub requires one. */
function physicalLocations({ source, path, region }: LocatedFinding): PhysicalLocation[] {
  return [
    ...(source ? [{ artifactLocation: { uri: toUri(source.path) }, region: { startLine: source.line } }] : []),
    ...(path === undefined ? [] : [{ artifactLocation: { uri: toUri(path) }, region: region ?? { startLine: 1 } }]),
  ];
}

function toUri(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
