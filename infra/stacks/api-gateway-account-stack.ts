import {
  ArnFormat,
  Aws,
  CfnOutput,
  CustomResource,
  Duration,
  Fn,
  RemovalPolicy,
  Stack,
  type StackProps,
  Token,
} from 'aws-cdk-lib';
import { type IRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeManagedPolicy, acknowledgeWildcards } from '../constructs/acknowledge-wildcards.ts';
import { logGroupArn } from '../constructs/cdk-log-group.ts';
import { customResourceTimeout } from '../constructs/custom-resource-timeout.ts';
import { LoggedFunction } from '../constructs/logged-function.ts';
import {
  isBoolean,
  isConstruct,
  isRetention,
  isText,
  type PropChecks,
  propErrors,
  show,
  throwPropErrors,
} from '../constructs/prop-errors.ts';

/** API Gateway creates this log group when a role is set. */
const WELCOME_LOG_GROUP = '/aws/apigateway/welcome';

const PUSH_TO_LOGS = ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs');

const TIMEOUT = Duration.minutes(5);

/** The last part of the UUID in the id of the stack: arn:aws:cloudformation:<region>:<account>:stack/<name>/<UUID> */
const UNIQUE_TO_STACK = Fn.select(4, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
const UNIQUE_CHARACTERS = 12;
/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_ROLE_NAME = 64;

export interface ApiGatewayAccountStackProps extends StackProps {
  /**
   * Whether to set the role of this stack even if another working role is set.
   * @default - the context value `replaceAccountRole` (`-c replaceAccountRole=true`); otherwise false
   */
  readonly replaceRole?: boolean;

  /**
   * Change this value to make the next deployment check the setting again, for example after it was changed outside of the stack.
   * @default '1'
   */
  readonly revision?: string;

  /**
   * The beginning of the name of the role, for accounts that require it; at most 51 characters. The end is unique to the stack: the role is
   * kept when the stack is deleted, and a second deployment with the same name would fail. For an exact name, define a `Role`, and pass it
   * as `role`.
   *
   * On a deployed stack another prefix makes a new role, and the account keeps the old one, which works; with `replaceRole` it gets the
   * new one.
   * @default - CloudFormation generates the name
   */
  readonly roleNamePrefix?: string;

  /**
   * An existing role to use instead of a role of this stack. It is never changed: it must trust `apigateway.amazonaws.com`, and have the
   * permissions of `AmazonAPIGatewayPushToCloudWatchLogs`.
   * @default - the stack creates a role
   */
  readonly role?: IRole;

  /**
   * How long events are kept in the log group that API Gateway creates when a role is set (`/aws/apigateway/welcome`).
   * @default RetentionDays.ONE_MONTH
   */
  readonly welcomeRetention?: RetentionDays;
}

/** Sets the role that API Gateway uses to write to CloudWatch Logs. An account has one such setting per region: deploy this stack
 *  once for all APIs of a region.
 *
 *  The stack checks the current setting first. It keeps a role that exists, trusts API Gateway and is allowed to write logs, and also
 *  a role that it is not allowed to read: then the output `Outcome` begins with "kept without a check". It sets its own role if none is set, or if the current one does not work.
 *  If its own role is set and does not work, the creation fails, and after an update `Outcome` begins with "already set, but broken".
 *  When the stack is deleted, the role and the setting are kept, since the stages of all other stacks need them.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export class ApiGatewayAccountStack extends Stack {
  /** The role of this stack, or the one of the props; the account may have another role set. */
  readonly role: IRole;
  /** The ARN of the role that is set in the account. */
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: ApiGatewayAccountStackProps = {}) {
    // `Stack` reads its props, and fails with a TypeError for null.
    super(scope, id, props ?? {});
    throwPropErrors('ApiGatewayAccountStack', this, accountErrors(this, props));
    this.role = props.role ?? this.#createRole(props.roleNamePrefix);
    const provider = new LoggedFunction(this, 'AccountRoleProvider', {
      code: 'api-gateway-account',
      // IAM distributes a new role within about two minutes. Until then the function retries.
      timeout: TIMEOUT,
      policy: this.#policy(),
    });
    const replaceRole = props.replaceRole ?? this.#contextFlag('replaceAccountRole');
    const setting = new CustomResource(this, 'AccountRole', {
      resourceType: 'Custom::ApiGatewayAccountRole',
      serviceToken: provider.function.functionArn,
      serviceTimeout: customResourceTimeout(TIMEOUT),
      properties: {
        RoleArn: this.role.roleArn,
        Replace: String(replaceRole),
        Revision: props.revision ?? '1',
        WelcomeRetentionInDays: String(props.welcomeRetention ?? RetentionDays.ONE_MONTH),
      },
      // The deletion needs no action, and an invocation would fail if the permissions of the function are deleted first.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Also on its policies. An imported role has no resources, and its stack may have stages that depend on this stack.
    if (this.role.node.defaultChild !== undefined) setting.node.addDependency(this.role);
    this.roleArn = setting.getAttString('RoleArn');
    this.#acknowledge();
    new CfnOutput(this, 'RoleArn', {
      value: this.roleArn,
      description: 'The role that API Gateway uses to write logs',
    });
    new CfnOutput(this, 'Outcome', {
      value: `${setting.getAttString('Outcome')}: ${setting.getAttString('Reason')}`,
      description: 'What the deployment changed. Role and setting are kept when this stack is deleted',
    });
  }

  #createRole(prefix: string | undefined): Role {
    const role = new Role(this, 'CloudWatchRole', {
      ...(prefix !== undefined && { roleName: `${prefix}-${UNIQUE_TO_STACK}` }),
      description: 'Allows API Gateway to write execution and access logs',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [PUSH_TO_LOGS],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return role;
  }

  #acknowledge(): void {
    acknowledgeManagedPolicy(
      this,
      PUSH_TO_LOGS.managedPolicyArn,
      'AWS maintains this policy for API Gateway, and API Gateway requires it.',
    );
    acknowledgeWildcards(
      this,
      [this.#anyRole()],
      'Any role can be set in the account. The permissions on roles are read-only.',
    );
    acknowledgeWildcards(this, [this.#welcomeLogGroup()], 'The ARN of a single log group ends with this wildcard.');
  }

  #anyRole(): string {
    return this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: '*' });
  }

  #welcomeLogGroup(): string {
    return logGroupArn(this, `${WELCOME_LOG_GROUP}:*`);
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
        // Any role can be set in the account.
        actions: ['iam:GetRole', 'iam:SimulatePrincipalPolicy'],
        resources: [this.#anyRole()],
      }),
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
      }),
      new PolicyStatement({
        actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
        resources: [this.#welcomeLogGroup()],
      }),
    ];
  }

  /** @throws Error when the context value is neither true nor false. */
  #contextFlag(name: string): boolean {
    const value: unknown = this.node.tryGetContext(name);
    if (value === undefined || value === false || value === 'false') return false;
    if (value === true || value === 'true') return true;
    throw new Error(`The context value ${name} is "${value}". Set -c ${name}=true, or remove it.`);
  }
}

/** The props of this class; the others are props of `Stack`. */
const CHECKS: PropChecks<Omit<ApiGatewayAccountStackProps, keyof StackProps>> = {
  replaceRole: isBoolean,
  revision: isText,
  roleNamePrefix: isRoleNamePrefix,
  role: isConstruct('roleArn', 'a role: new Role(…), or Role.fromRoleName(…)'),
  welcomeRetention: isRetention,
};

function isRoleNamePrefix(name: string, value: unknown): string[] {
  const max = MAX_ROLE_NAME - UNIQUE_CHARACTERS - 1;
  if (typeof value === 'string' && /^[\w+=,.@-]+$/.test(value) && value.length <= max) return [];
  return [`${name} is ${show(value)}. Set it to at most ${max} letters, digits and _+=,.@-: 'acme-api-gateway'.`];
}

function accountErrors(stack: Stack, props: ApiGatewayAccountStackProps): string[] {
  const errors = propErrors<Omit<ApiGatewayAccountStackProps, keyof StackProps>>(props, CHECKS, { inherited: true });
  if (errors.length > 0 || props.role === undefined) return errors;
  const { account } = props.role.env;
  const isOther = ![account, stack.account].some((id) => Token.isUnresolved(id)) && account !== stack.account;
  return [
    ...(props.roleNamePrefix !== undefined
      ? ['role has a name of its own. Remove roleNamePrefix, or remove role.']
      : []),
    ...(isOther
      ? [
          `role is of the account ${account}, and API Gateway accepts only a role of its own account. Pass a role of ${stack.account}.`,
        ]
      : []),
  ];
}
