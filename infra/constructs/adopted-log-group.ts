import { CustomResource, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import { logGroupArn } from './cdk-log-group.ts';
import { customResourceTimeout } from './custom-resource-timeout.ts';
import { DELIVERED_LOG_GROUPS } from './delivered-log-group-name.ts';
import { LoggedFunction } from './logged-function.ts';

/** Match the names of execution log groups. API Gateway generates the id of the API in them. */
const EXECUTION_LOG_GROUPS = ['API-Gateway-Execution-Logs_*', '/aws/apigateway/*'];

const ADOPT_ACTIONS = [
  'logs:CreateLogGroup',
  'logs:PutRetentionPolicy',
  'logs:AssociateKmsKey',
  'logs:DisassociateKmsKey',
];

/** To know a group that it created, the function tags it at its creation.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const DELETE_ACTIONS = ['logs:TagResource', 'logs:ListTagsForResource', 'logs:DeleteLogGroup'];

/** The function waits up to two minutes for IAM. */
const TIMEOUT = Duration.minutes(4);

export interface AdoptedLogGroupProps {
  /** The name of an execution log group, or a `deliveredLogGroupName`. The custom resource has no permissions for other log groups. */
  readonly logGroupName: string;
  /** How long log events are kept. */
  readonly retention: RetentionDays;
  /**
   * The KMS key that encrypts the log group.
   * @default - CloudWatch Logs uses its own key
   */
  readonly encryptionKey?: IKey | undefined;
  /**
   * What happens to the group when the template no longer has it. `Delete` deletes it only if this resource created it: an adopted group
   * is kept, and so is a group whose creation got no response.
   * @default - it is always kept
   */
  readonly onRemoval?: 'Delete' | 'Retain';
}

/** A log group that may already exist: a custom resource creates it if it does not, and sets its retention in both cases. A
 *  `LogGroup` of that name would fail the deployment ("already exists"), also when it leaves the template and comes back: it is kept.
 *  @see https://github.com/aws/aws-cdk/issues/20140 */
export class AdoptedLogGroup extends Construct {
  readonly resource: CustomResource;
  /** A reference to the log group: what uses it is created later. */
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: AdoptedLogGroupProps) {
    super(scope, id);
    const executionLogGroups = EXECUTION_LOG_GROUPS.map((names) => logGroupArn(this, names));
    const deliveredLogGroups = logGroupArn(this, DELIVERED_LOG_GROUPS);
    const provider = LoggedFunction.shared(this, 'AdoptedLogGroupProvider', {
      code: 'adopted-log-group',
      timeout: TIMEOUT,
      policy: [
        new PolicyStatement({ actions: [...ADOPT_ACTIONS], resources: executionLogGroups }),
        new PolicyStatement({ actions: [...ADOPT_ACTIONS, ...DELETE_ACTIONS], resources: [deliveredLogGroups] }),
      ],
    });
    acknowledgeWildcards(provider, executionLogGroups, 'API Gateway generates the id of the API in the name.');
    acknowledgeWildcards(provider, [deliveredLogGroups], 'The names of the log groups of this stack end in its id.');
    // Not `Resource`: a `LogGroup` in the place of this construct must not have the same logical id, because CloudFormation refuses to
    // change the type of a resource.
    this.resource = new CustomResource(this, 'Adopted', {
      resourceType: 'Custom::AdoptedLogGroup',
      serviceToken: provider.function.functionArn,
      serviceTimeout: customResourceTimeout(TIMEOUT),
      properties: {
        LogGroupName: props.logGroupName,
        RetentionInDays: String(props.retention),
        ...(props.encryptionKey !== undefined && { KmsKeyId: props.encryptionKey.keyArn }),
        ...(props.onRemoval && { RemovalPolicy: props.onRemoval }),
      },
    });
    // `Ref` is the physical id, which may have the id of a request, too.
    this.logGroupName = this.resource.getAttString('LogGroupName');
  }
}
