import type { App, Resource } from './model/template-app.ts';
import type { TemplateTool } from './model/template-tool.ts';
import type { RuleSettings } from './rule-settings.ts';

/** An error fails `cdk synth` and `logs check`; a warning is only reported. */
export type Level = 'error' | 'warning';

/** How to fix a problem, in sentences: in the words of each tool, or one text if they are the same. */
export type Fix = string | Readonly<Record<TemplateTool, string>>;

/** A rule about the logging of an app. */
export interface Rule {
  /** A short name of the problem, in kebab-case. */
  readonly id: string;
  readonly level: Level;
  /** What the rule finds: a phrase that starts in lower case, without a period. */
  readonly summary: string;
  /** The consequences of the problem, in sentences. */
  readonly why: string;
  readonly fix: Fix;
  /** The URL of the page, or of the public report, that states the fact behind the rule. */
  readonly source: string;
  readonly examples: RuleExamples;
  /** Checks a whole app. Values that are known only at deployment are not a problem. */
  check(app: App, settings: RuleSettings): Iterable<Problem>;
}

/** A template with the problem, and the same template without it. Both are the `Resources` in YAML, with only the properties that
 *  matter to the rule. */
export interface RuleExamples {
  /** The rule has exactly one finding. */
  readonly wrong: string;
  /** The rule has no finding. */
  readonly right: string;
  /**
   * The settings with which the rule has this finding.
   * @default - the default settings
   */
  readonly settings?: Partial<RuleSettings>;
}

/** A problem that a rule finds in a resource. */
export interface Problem {
  readonly resource: Resource;
  /** The path of the property in the resource: `AccessLogSetting.Format`. */
  readonly property: string;
  /** What is wrong, with the actual value. */
  readonly problem: string;
  /** Replaces the `fix` of the rule when this resource needs a more specific one. */
  readonly fix?: Fix;
}

/** The fix in the words of a tool. */
export function fixFor(tool: TemplateTool, fix: Fix): string {
  return typeof fix === 'string' ? fix : fix[tool];
}

const MAX_EXAMPLE_LINE_CHARACTERS = 240;

/** An example as it is shown: very long lines end with `…`. */
export function exampleText(yaml: string): string {
  return yaml
    .split('\n')
    .map((line) =>
      line.length > MAX_EXAMPLE_LINE_CHARACTERS ? `${line.slice(0, MAX_EXAMPLE_LINE_CHARACTERS)}…` : line,
    )
    .join('\n');
}

/** A problem with everything that people and programs need to act on it. */
export interface Finding {
  /** The id of the rule. */
  readonly rule: string;
  readonly level: Level;
  /** The name of the stack. */
  readonly stack: string;
  /** The file of the template; undefined for a template that was not read from a file. */
  readonly template?: string;
  readonly logicalId: string;
  readonly resourceType: string;
  /** The path of the construct in a CDK app. */
  readonly constructPath?: string;
  readonly property: string;
  readonly problem: string;
  readonly why: string;
  /** In the words of the tool that made the template. */
  readonly fix: string;
  /** The reason why the finding is accepted; undefined for an open finding. */
  readonly acknowledged?: string;
}
