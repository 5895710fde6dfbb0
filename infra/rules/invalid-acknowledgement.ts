import { acknowledgementsOf } from './acknowledgement.ts';
import type { Rule } from './rule.ts';

/** @param ruleIds the ids of the rules that can be acknowledged. */
export function invalidAcknowledgement(ruleIds: readonly string[]): Rule {
  return {
    id: 'invalid-acknowledgement',
    level: 'error',
    summary: 'an acknowledgement without a reason, or of a rule that does not exist',
    why: 'The acknowledgement has no effect. Without a reason, reviewers cannot check later whether it still applies.',
    fix: {
      cdk: "Call addMetadata('tailgate', { acknowledge: [{ rule, reason }] }) on the CfnResource. `logs check --help` lists the rules.",
      sam: 'Set Metadata.tailgate.acknowledge of the resource to a list of { rule, reason }. `logs check --help` lists the rules.',
      serverless:
        'Set resources.extensions.<logical id>.Metadata.tailgate.acknowledge to a list of { rule, reason }. `logs check --help` lists the rules.',
      cloudformation:
        'Set Metadata.tailgate.acknowledge of the resource to a list of { rule, reason }. `logs check --help` lists the rules.',
    },
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html',
    examples: {
      wrong: `Logs:
  Type: AWS::Logs::LogGroup
  Metadata:
    tailgate:
      acknowledge:
        - { rule: log-group-without-retention }`,
      right: `Logs:
  Type: AWS::Logs::LogGroup
  Metadata:
    tailgate:
      acknowledge:
        - { rule: log-group-without-retention, reason: the auditors ask for all events }`,
    },
    *check(app) {
      for (const resource of app.stacks.flatMap((stack) => stack.resources)) {
        for (const { rule, reason } of acknowledgementsOf(resource)) {
          const problem = problemOf(rule, reason, ruleIds);
          if (problem !== undefined) yield { resource, property: 'Metadata.tailgate.acknowledge', problem };
        }
      }
    },
  };
}

function problemOf(
  rule: string | undefined,
  reason: string | undefined,
  ruleIds: readonly string[],
): string | undefined {
  if (rule === undefined) return 'an acknowledgement has no rule';
  if (!ruleIds.includes(rule)) return `the acknowledged rule "${rule}" does not exist`;
  return reason === undefined ? `"${rule}" is acknowledged without a reason` : undefined;
}
