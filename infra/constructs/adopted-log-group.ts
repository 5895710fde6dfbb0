import { ArnFormat, CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LoggedFunction } from './logged-function.ts';

/** What API Gateway calls the log groups that it makes. */
const EXECUTION_LOGS = ['API-Gateway-Execution-Logs_', '/aws/apigateway/'];

export interface AdoptedLogGroupProps {
  /** A name that API Gateway gives to execution logs: the custom resource may touch no others. */
  readonly logGroupName: string;
  readonly retention: RetentionDays;
  /**
   * Encrypts the group.
   * @default - the service's own key
   */
  readonly encryptionKey?: IKey | undefined;
}

/** A log group that may be there already: made if it is not, taken over if it is, and bounded either way. A `LogGroup` of that
 *  name would fail the deployment ("already exists"). It stays when the stack is deleted.
 *  @see https://github.com/aws/aws-cdk/issues/20140 */
export class AdoptedLogGroup extends Construct {
  readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: AdoptedLogGroupProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const provider = LoggedFunction.shared(this, 'AdoptedLogGroupProvider', {
      code: 'adopted-log-group',
      timeout: Duration.minutes(2),
      policy: EXECUTION_LOGS.map(
        (prefix) =>
          new PolicyStatement({
            actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:AssociateKmsKey'],
            resources: [
              stack.formatArn({
                service: 'logs',
                resource: 'log-group',
                resourceName: `${prefix}*`,
                arnFormat: ArnFormat.COLON_RESOURCE_NAME,
              }),
            ],
          }),
      ),
    });
    Validations.of(provider).acknowledge(
      ...EXECUTION_LOGS.map((prefix) => ({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:${prefix}*]`,
        reason: 'API Gateway makes the end of the name up: the id of the API.',
      })),
    );
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::AdoptedLogGroup',
      serviceToken: provider.function.functionArn,
      properties: {
        LogGroupName: props.logGroupName,
        RetentionInDays: String(props.retention),
        ...(props.encryptionKey !== undefined && { KmsKeyId: props.encryptionKey.keyArn }),
      },
    });
  }
}
