import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeFindings } from '../../../infra/constructs/cdk-compatibility.ts';
import { rolledBackGroup } from './probe-groups.ts';

export interface RolledBackStackProps extends StackProps {
  readonly prefix: string;
}

/** A stack whose creation fails: its second log group has the name of the first. Both have the deletion policy `RetainExceptOnCreate`. */
export class RolledBackStack extends Stack {
  constructor(scope: Construct, id: string, { prefix, ...props }: RolledBackStackProps) {
    super(scope, id, { ...props, description: 'Fails: a probe for npm run verify:aws' });
    const settings = {
      logGroupName: rolledBackGroup(prefix),
      retention: RetentionDays.ONE_DAY,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    };
    const first = new LogGroup(this, 'First', settings);
    new LogGroup(this, 'Second', settings).node.addDependency(first);
    acknowledgeFindings(this, {
      id: 'CloudFormation-Validate::E3019',
      reason: 'The names are equal so that the creation fails.',
    });
  }
}
