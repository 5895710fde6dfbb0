import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** The role by which API Gateway writes to CloudWatch Logs. It is a setting of the account, one a region: deploy this
 *  stack once for all the APIs of a region. The role and the setting stay when the stack is deleted, since the
 *  stages of every other stack need them.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export class ApiGatewayAccountStack extends Stack {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    this.role = new Role(this, 'CloudWatchRole', {
      description: 'API Gateway pushes execution and access logs with it',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    this.role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnAccount(this, 'Account', { cloudWatchRoleArn: this.role.roleArn }).applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
