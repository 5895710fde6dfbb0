import type { App, Resource } from './model/template-app.ts';
import type { RuleSettings } from './rule-settings.ts';

/** An error fails `cdk synth` and `logs check`; a warning is shown. */
export type Level = 'error' | 'warning';

/** One rule about how an app logs. */
export interface Rule {
  /** In kebab-case: what is wrong, in short. */
  readonly id: string;
  readonly level: Level;
  /** What it finds, in one phrase. */
  readonly summary: string;
  /** What comes of it. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /** Looks at a whole app; what only the deployment knows is no problem. */
  check(app: App, settings: RuleSettings): Iterable<Problem>;
}

/** What a rule has against a resource. */
export interface Problem {
  readonly resource: Resource;
  /** Where in the resource's properties: `AccessLogSetting.Format`. */
  readonly property: string;
  /** What is wrong, with the value. */
  readonly problem: string;
  /** In place of the rule's own, where the resource's type asks for another. */
  readonly fix?: string;
}

/** A problem, with all that people and programs need to act on it. */
export interface Finding {
  readonly rule: string;
  readonly level: Level;
  readonly stack: string;
  /** The template's file; undefined for one that was in none. */
  readonly template?: string;
  readonly logicalId: string;
  readonly resourceType: string;
  /** The path in the tree of a CDK app. */
  readonly constructPath?: string;
  readonly property: string;
  readonly problem: string;
  readonly why: string;
  readonly fix: string;
  /** Why it may stay, of a finding that somebody acknowledged. */
  readonly acknowledged?: string;
}
