import { AspectPriority, Aspects, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledgeFindings } from './cdk-compatibility.ts';

/** Accepts that policies in `scope` allow these ARNs, if they contain a wildcard.
 *  @param arns ARNs that are known now. */
export function acknowledgeWildcards(scope: IConstruct, arns: readonly string[], reason: string): void {
  acknowledge(scope, arns, reason);
  acknowledgeAfterAspects(scope, arns, reason);
}

/** Like `acknowledgeWildcards`, for ARNs that are known when the aspects have turned logging on. */
export function acknowledgeLateWildcards(scope: IConstruct, arns: readonly string[], reason: string): void {
  // Version 2 of cdk-nag is an aspect.
  const visit = (node: IConstruct) => {
    if (node !== scope) return;
    try {
      acknowledge(scope, arns, reason);
    } catch {
      // A log group that is not known yet. If it is not known at the end, the synthesis fails with this error.
    }
  };
  Aspects.of(scope).add({ visit }, { priority: AspectPriority.MUTATING });
  acknowledgeAfterAspects(scope, arns, reason);
}

/** References to other stacks get their final form after the aspects, and version 3 of cdk-nag prints that. */
function acknowledgeAfterAspects(scope: IConstruct, arns: readonly string[], reason: string): void {
  scope.node.addValidation({
    validate: () => {
      acknowledge(scope, arns, reason);
      return [];
    },
  });
}

function acknowledge(scope: IConstruct, arns: readonly string[], reason: string): void {
  const wildcards = arns.map((arn) => printed(Stack.of(scope).resolve(arn))).filter((arn) => arn.includes('*'));
  const findings = wildcards.map((arn) => ({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${arn}]`, reason }));
  if (findings.length > 0) acknowledgeFindings(scope, ...findings);
}

/** Accepts that the roles in `scope` use a managed policy of AWS. */
export function acknowledgeManagedPolicy(scope: IConstruct, policyArn: string, reason: string): void {
  const arn = printed(Stack.of(scope).resolve(policyArn));
  acknowledgeFindings(scope, { id: `AwsSolutions::AwsSolutions-IAM4[Policy::${arn}]`, reason });
}

/** A value of a template as cdk-nag prints it: `<AWS::Region>` for a reference, and the name of an export for an import.
 *  @see https://github.com/cdklabs/cdk-nag/blob/main/src/utils/flatten-cfn-reference.ts */
function printed(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute, 'Fn::ImportValue': name, 'Fn::Sub': text } = value as Values;
  if (join !== undefined) return join[1].map(printed).join(join[0]);
  if (text !== undefined) return printed(text);
  if (attribute !== undefined) return `<${attribute.map(printed).join('.')}>`;
  if (name !== undefined) return printed(name);
  return Ref === undefined ? JSON.stringify(value) : `<${Ref}>`;
}

interface Values {
  readonly Ref?: string;
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
  readonly 'Fn::GetAtt'?: readonly [unknown, unknown];
  readonly 'Fn::ImportValue'?: unknown;
  readonly 'Fn::Sub'?: unknown;
}
