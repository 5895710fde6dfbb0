import type { DeployedFunction } from '../../account.ts';
import { letsServiceAssume } from '../../iam/evaluate.ts';
import type { Statement } from '../../iam/policy-document.ts';
import {
  alreadyExists,
  type PhysicalResource,
  type Properties,
  type ResourceRequest,
  type ResourceType,
} from '../resource-type.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ENVIRONMENT_BYTES = 4096;
/** @see https://github.com/serverless/serverless/issues/5357, also for the message */
const MAX_POLICY_BYTES = 20_480;
/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED_VARIABLES =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|LAMBDA_\w+|ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN))$/;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const FUNCTION: ResourceType = {
  create(request) {
    const name = request.nameIn('FunctionName', 64);
    if (request.region.functions.has(name)) throw alreadyExists(request.type, 'FunctionName', name);
    return put(request, name);
  },
  update: (request, { physicalId }) => put(request, physicalId),
  delete({ region }, { physicalId }) {
    region.functions.delete(physicalId);
    region.functionPolicies.delete(physicalId);
  },
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const PERMISSION: ResourceType = {
  create(request) {
    const { region, account, properties } = request;
    const name = functionName(properties.FunctionName);
    if (!region.functions.has(name)) throw new Error(`Function not found: ${String(properties.FunctionName)}`);
    const physicalId = `${request.stackName}-${request.logicalId}-${account.uniqueId(12)}`;
    const policy = new Map(region.functionPolicies.get(name)).set(physicalId, permissionStatement(request, name));
    const bytes = Buffer.byteLength(
      JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: [...policy.values()] }),
    );
    if (bytes > MAX_POLICY_BYTES) {
      throw new Error(`The final policy size (${bytes}) is bigger than the limit (${MAX_POLICY_BYTES}).`);
    }
    region.functionPolicies.set(name, policy);
    return { physicalId, attributes: {} };
  },
  delete({ region, properties }, { physicalId }) {
    region.functionPolicies.get(functionName(properties.FunctionName))?.delete(physicalId);
  },
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
function permissionStatement({ account, region, properties }: ResourceRequest, name: string): Statement {
  const { Action, Principal, SourceAccount, SourceArn } = properties as Record<string, string | undefined>;
  return {
    Effect: 'Allow',
    Principal: String(Principal).endsWith('.amazonaws.com') ? { Service: Principal } : { AWS: Principal },
    Action,
    Resource: `arn:aws:lambda:${region.name}:${account.accountId}:function:${name}`,
    ...((SourceAccount ?? SourceArn) !== undefined && {
      Condition: {
        ...(SourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
        ...(SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
      },
    }),
  } as Statement;
}

export function functionName(nameOrArn: unknown): string {
  const text = String(nameOrArn);
  return text.startsWith('arn:') ? (text.split(':')[6] ?? text) : (text.split(':')[0] ?? text);
}

function put(request: ResourceRequest, name: string): PhysicalResource {
  const { account, region, properties } = request;
  const roleArn = String(properties.Role);
  const role = [...account.roles.values()].find(({ arn }) => arn === roleArn);
  // CloudFormation retries until Lambda knows the role, so its age does not matter.
  if (!role || !letsServiceAssume(role.trust, 'lambda.amazonaws.com')) {
    throw new Error('The role defined for the function cannot be assumed by Lambda.');
  }
  const code = (properties.Code ?? {}) as Record<string, unknown>;
  const logging = (properties.LoggingConfig ?? {}) as Record<string, unknown>;
  const environment = (properties.Environment ?? {}) as { Variables?: Record<string, string> };
  const deployed: DeployedFunction = {
    name,
    arn: `arn:aws:lambda:${region.name}:${account.accountId}:function:${name}`,
    region: region.name,
    roleArn,
    handler: String(properties.Handler),
    codePath: typeof code.S3Key === 'string' ? account.assets.get(code.S3Key.replace(/\.\w+$/, '')) : undefined,
    inlineCode: typeof code.ZipFile === 'string' ? code.ZipFile : undefined,
    environment: environment.Variables ?? {},
    timeoutSeconds: Number(properties.Timeout ?? 3),
    logGroupName: String(logging.LogGroup ?? `/aws/lambda/${name}`),
    reservedConcurrency:
      properties.ReservedConcurrentExecutions === undefined
        ? undefined
        : Number(properties.ReservedConcurrentExecutions),
  };
  checkConfiguration(properties);
  checkEnvironment(deployed.environment);
  refuseTooMuchConcurrency(request, deployed);
  region.functions.set(name, deployed);
  return { physicalId: name, attributes: { Arn: deployed.arn } };
}

/** @see https://github.com/pipe-cd/pipecd/issues/1400
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
function checkConfiguration({
  PackageType = 'Zip',
  Runtime,
  Handler,
  Timeout = 3,
  MemorySize = 128,
}: Properties): void {
  if (PackageType === 'Zip' && (Runtime === undefined || Handler === undefined)) {
    throw new Error('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
  }
  for (const [name, value, max] of [
    ['Timeout', Timeout, 900],
    ['MemorySize', MemorySize, 10_240],
  ] as const) {
    if (Number(value) > max)
      throw new Error(`Model validation failed (#/${name}: ${value} is not less or equal to ${max})`);
  }
}

/** @see https://github.com/github-aws-runners/terraform-aws-github-runner/issues/3594: the size is that of the variables as JSON. */
function checkEnvironment(variables: DeployedFunction['environment']): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.test(name));
  if (reserved.length > 0) {
    throw new Error(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(variables)) <= MAX_ENVIRONMENT_BYTES) return;
  throw new Error(
    'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.',
  );
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
function refuseTooMuchConcurrency(
  { account, region }: ResourceRequest,
  { name, reservedConcurrency }: DeployedFunction,
) {
  if (reservedConcurrency === undefined) return;
  const others = [...region.functions.values()].filter((other) => other.name !== name);
  const reserved = others.reduce((sum, other) => sum + (other.reservedConcurrency ?? 0), reservedConcurrency);
  if (account.concurrencyQuota - reserved >= account.minimumUnreserved) return;
  throw new Error(
    `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${account.minimumUnreserved}].`,
  );
}
