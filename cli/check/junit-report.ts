import { escapeXml } from '../../core/escape-xml.ts';
import type { Level, Rule } from '../../infra/rules/rule.ts';
import { type LocatedFinding, placeText, primaryPlace, resourceName } from './located-finding.ts';

export interface JunitOptions {
  /** The names of the checked stacks. */
  readonly stacks: readonly string[];
  readonly rules: readonly Rule[];
  /** Whether findings of a level fail the check. The others are the output of tests that pass. */
  fails(level: Level): boolean;
}

/** Renders a report in the format of JUnit, which most CI systems show: a test suite for each stack, and in it a test for each rule. The
 *  test of a rule whose findings are all acknowledged counts as skipped.
 *  @see https://github.com/testmoapp/junitxml */
export function junitReport(findings: readonly LocatedFinding[], { stacks, rules, fails }: JunitOptions): string {
  // A stack that is deployed to several regions has the same name in each.
  const suites = [...new Set(stacks)].map((stack) => {
    const ofStack = findings.filter((finding) => finding.stack === stack);
    return suite(
      stack,
      rules.map((rule) => ({
        rule,
        ...resultOf(
          ofStack.filter((finding) => finding.rule === rule.id),
          fails,
        ),
      })),
    );
  });
  const content = suites.map(({ xml }) => xml).join('');
  const counts = countsOf(suites.flatMap(({ kinds }) => kinds));
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="tailgate" ${counts}>
${content}</testsuites>
`;
}

type Kind = 'passed' | 'failure' | 'skipped';

/** The result of a rule in a stack. */
interface TestResult {
  readonly kind: Kind;
  /** The XML in the element of the test; empty for a rule without findings. */
  readonly xml: string;
}

function suite(stack: string, tests: readonly (TestResult & { readonly rule: Rule })[]) {
  const kinds = tests.map(({ kind }) => kind);
  const cases = tests.map(({ rule, xml }) => {
    const names = `classname=${attribute(stack)} name=${attribute(rule.id)}`;
    return xml === '' ? `    <testcase ${names}/>\n` : `    <testcase ${names}>\n      ${xml}\n    </testcase>\n`;
  });
  return {
    kinds,
    xml: `  <testsuite name=${attribute(stack)} ${countsOf(kinds)}>\n${cases.join('')}  </testsuite>\n`,
  };
}

function countsOf(kinds: readonly Kind[]): string {
  const count = (kind: Kind) => kinds.filter((item) => item === kind).length;
  return `tests="${kinds.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}"`;
}

function resultOf(findings: readonly LocatedFinding[], fails: JunitOptions['fails']): TestResult {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const [first] = open;
  if (first === undefined) {
    const [acknowledged] = findings;
    if (acknowledged === undefined) return { kind: 'passed', xml: '' };
    return { kind: 'skipped', xml: `<skipped message=${attribute(acknowledged.acknowledged ?? '')}/>` };
  }
  const lines = open.map(describe).join('\n');
  if (!fails(first.level)) return { kind: 'passed', xml: `<system-out>${escapeXml(lines)}</system-out>` };
  // Some CI systems show only the message.
  const message = `${open.length === 1 ? '' : `${open.length} findings, such as `}${describe(first)}`;
  const text = escapeXml(`${lines}\n${first.why} ${first.fix}`);
  return { kind: 'failure', xml: `<failure message=${attribute(message)} type="${first.level}">${text}</failure>` };
}

function describe(finding: LocatedFinding): string {
  const place = placeText(primaryPlace(finding));
  return `${place === undefined ? '' : `${place}: `}${resourceName(finding)}: ${finding.problem} (${finding.property})`;
}

/** A parser reads a line break in an attribute as a space.
 *  @see https://www.w3.org/TR/xml/#AVNormalize */
function attribute(value: string): string {
  return `"${escapeXml(value).replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)}"`;
}
