import type { DeployedFunction } from '../../account.ts';
import { letsServiceAssume } from '../../iam/evaluate.ts';
import { alreadyExists, type PhysicalResource, type ResourceRequest, type ResourceType } from '../resource-type.ts';

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
    region.invokers.delete(physicalId);
  },
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const PERMISSION: ResourceType = {
  create(request) {
    const { region, account, properties } = request;
    const name = functionName(properties.FunctionName);
    if (!region.functions.has(name)) throw new Error(`Function not found: ${String(properties.FunctionName)}`);
    const invokers = region.invokers.get(name) ?? new Set();
    invokers.add(String(properties.Principal).split('.')[0] ?? '');
    region.invokers.set(name, invokers);
    return { physicalId: `${request.stackName}-${request.logicalId}-${account.uniqueId(12)}`, attributes: {} };
  },
};

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
  refuseTooMuchConcurrency(request, deployed);
  region.functions.set(name, deployed);
  return { physicalId: name, attributes: { Arn: deployed.arn } };
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
