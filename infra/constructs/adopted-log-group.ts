import { CustomResource, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeFindings } from './cdk-compatibility.ts';
import { logGroupArn } from './cdk-log-group.ts';
import { customResourceTimeout } from './custom-resource-timeout.ts';
import { LoggedFunction } from './logged-function.ts';

/** Prefixes of the log groups that API Gateway creates. */
const EXECUTION_LOG_PREFIXES = ['API-Gateway-Execution-Logs_', '/aws/apigateway/'];

/** The function waits up to two minutes for IAM. */
const TIMEOUT = Duration.minutes(4);

export interface AdoptedLogGroupProps {
  /** The name of an execution log group. The custom resource has no permissions for other log groups. */
  readonly logGroupName: string;
  /** How long log events are kept. */
  readonly retention: RetentionDays;
  /**
   * The KMS key that encrypts the log group.
   * @default - CloudWatch Logs uses its own key
   */
  readonly encryptionKey?: IKey | undefined;
}

/** A log group that may already exist: a custom resource creates it if it does not, and sets its retention in both cases. A
 *  `LogGroup` of that name would fail the deployment ("already exists"). The group is kept when the stack is deleted.
 *  @see https://github.com/aws/aws-cdk/issues/20140 */
export class AdoptedLogGroup extends Construct {
  readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: AdoptedLogGroupProps) {
    super(scope, id);
    const provider = LoggedFunction.shared(this, 'AdoptedLogGroupProvider', {
      code: 'adopted-log-group',
      timeout: TIMEOUT,
      policy: EXECUTION_LOG_PREFIXES.map(
        (prefix) =>
          new PolicyStatement({
            actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:AssociateKmsKey'],
            resources: [logGroupArn(this, `${prefix}*`)],
          }),
      ),
    });
    acknowledgeFindings(
      provider,
      ...EXECUTION_LOG_PREFIXES.map((prefix) => ({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:${prefix}*]`,
        reason: 'API Gateway generates the end of the name: it is the id of the API.',
      })),
    );
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::AdoptedLogGroup',
      serviceToken: provider.function.functionArn,
      serviceTimeout: customResourceTimeout(TIMEOUT),
      properties: {
        LogGroupName: props.logGroupName,
        RetentionInDays: String(props.retention),
        ...(props.encryptionKey !== undefined && { KmsKeyId: props.encryptionKey.keyArn }),
      },
    });
  }
}
