import {
  ArnFormat,
  CfnOutput,
  CustomResource,
  Duration,
  RemovalPolicy,
  Stack,
  type StackProps,
  Validations,
} from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { LoggedFunction } from '../constructs/logged-function.ts';

/** API Gateway makes it when a role is set. */
const WELCOME_LOG_GROUP = '/aws/apigateway/welcome';

export interface ApiGatewayAccountStackProps extends StackProps {
  /**
   * Takes our role even when another one is set that works.
   * @default - the context value `replaceAccountRole` (`-c replaceAccountRole=true`), else false
   */
  readonly replaceRole?: boolean;

  /**
   * A change of it makes the stack look at the setting again, as after somebody else changed it.
   * @default '1'
   */
  readonly revision?: string;

  /**
   * How long the log group is kept that API Gateway makes when a role is set.
   * @default RetentionDays.ONE_MONTH
   */
  readonly welcomeRetention?: RetentionDays;
}

/** The role by which API Gateway writes to CloudWatch Logs. It is a setting of the account, one a region: deploy this stack once
 *  for all the APIs of a region.
 *
 *  It looks before it sets. A role that is set, exists, trusts API Gateway and may write logs is left alone; so is one that
 *  this stack may not look at. None, or a broken one, is replaced by ours. Deleting the stack touches neither role nor
 *  setting, since the stages of every other stack need them.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export class ApiGatewayAccountStack extends Stack {
  /** Our role, whether or not it is the one that is set. */
  readonly role: Role;
  /** The role that is set, as an ARN. */
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: ApiGatewayAccountStackProps = {}) {
    super(scope, id, props);
    this.role = new Role(this, 'CloudWatchRole', {
      description: 'API Gateway pushes execution and access logs with it',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    this.role.applyRemovalPolicy(RemovalPolicy.RETAIN);

    const provider = new LoggedFunction(this, 'AccountRoleProvider', {
      code: 'api-gateway-account',
      // API Gateway learns of a new role within about 100 s, and so long it is asked again.
      timeout: Duration.minutes(5),
      policy: this.#policy(),
    });
    const replaceRole = props.replaceRole ?? this.#contextFlag('replaceAccountRole');
    const setting = new CustomResource(this, 'AccountRole', {
      resourceType: 'Custom::ApiGatewayAccountRole',
      serviceToken: provider.function.functionArn,
      properties: {
        RoleArn: this.role.roleArn,
        Replace: String(replaceRole),
        Revision: props.revision ?? '1',
        WelcomeRetentionInDays: String(props.welcomeRetention ?? RetentionDays.ONE_MONTH),
      },
      // The function does nothing then; it must not be asked to once its permissions are gone.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    setting.node.addDependency(this.role);
    this.roleArn = setting.getAttString('RoleArn');
    this.#acknowledge();
    new CfnOutput(this, 'RoleArn', { value: this.roleArn, description: 'The role by which API Gateway logs' });
    new CfnOutput(this, 'Outcome', {
      value: `${setting.getAttString('Outcome')}: ${setting.getAttString('Reason')}`,
      description: 'What was done about it. Deleting this stack leaves the role and the setting as they are',
    });
  }

  #acknowledge(): void {
    const arn = (rest: string) => `[Resource::arn:<AWS::Partition>:${rest}]`;
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
        reason: 'AWS keeps this policy to what API Gateway needs, and API Gateway checks for it.',
      },
      {
        id: `AwsSolutions::AwsSolutions-IAM5${arn('iam::<AWS::AccountId>:role/*')}`,
        reason: 'Whatever role the account has set must be looked at, and only looked at.',
      },
      {
        id: `AwsSolutions::AwsSolutions-IAM5${arn(`logs:<AWS::Region>:<AWS::AccountId>:log-group:${WELCOME_LOG_GROUP}:*`)}`,
        reason: 'The ARN of a log group ends like this: it is one group.',
      },
    );
  }

  #policy(): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['apigateway:GET', 'apigateway:PATCH'],
        resources: [
          this.formatArn({
            service: 'apigateway',
            account: '',
            resource: '/account',
            arnFormat: ArnFormat.NO_RESOURCE_NAME,
          }),
        ],
      }),
      new PolicyStatement({
        // Whatever role is set has to be looked at.
        actions: ['iam:GetRole', 'iam:SimulatePrincipalPolicy'],
        resources: [this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: '*' })],
      }),
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
      }),
      new PolicyStatement({
        actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
        resources: [
          this.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: `${WELCOME_LOG_GROUP}:*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
      }),
    ];
  }

  /** @throws Error when the context value is neither true nor false. */
  #contextFlag(name: string): boolean {
    const value: unknown = this.node.tryGetContext(name);
    if (value === undefined || value === false || value === 'false') return false;
    if (value === true || value === 'true') return true;
    throw new Error(`The context value ${name} is "${value}". Write -c ${name}=true, or leave it out.`);
  }
}
