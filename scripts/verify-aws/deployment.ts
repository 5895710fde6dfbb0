import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { parseAdoptedLogGroupId } from '../../core/adopted-log-group-id.ts';
import type { Clock } from '../../core/clock.ts';
import type { PlannedResource, PlannedStack } from './assembly.ts';
import type { AwsClients } from './aws-clients.ts';

/** A deployed resource of a stack of the run. */
export interface DeployedResource extends PlannedResource {
  readonly stackId: string;
  readonly stackName: string;
  /** Of an adopted log group: its name, without the id of the request that created it. */
  readonly physicalId: string;
}

/** What a deployment needs to be read. */
export interface DeploymentOptions {
  readonly prefix: string;
  readonly region: string;
  readonly accountId: string;
  readonly clients: AwsClients;
  readonly clock: Clock;
  /** The beginning of the run: epoch milliseconds. Log events are read from here. */
  readonly startedAt: number;
  readonly signal: AbortSignal;
  /** The URL of the stage of an API. @default the one of AWS */
  readonly urlOf?: ((api: DeployedResource) => string) | undefined;
}

/** The deployed copy of the stacks, as the checks read it. */
export class Deployment {
  readonly options: DeploymentOptions;
  readonly resources: readonly DeployedResource[];
  /** The resources of the templates that do not exist: stack and logical id. */
  readonly missing: readonly string[];

  constructor(options: DeploymentOptions, resources: readonly DeployedResource[], missing: readonly string[] = []) {
    this.options = options;
    this.missing = missing;
    this.resources = resources;
  }

  /** Reads the physical ids of the stacks. */
  static async read(stacks: readonly PlannedStack[], options: DeploymentOptions): Promise<Deployment> {
    const resources: DeployedResource[] = [];
    for (const stack of stacks) resources.push(...(await resourcesOf(stack, options.clients)));
    const missing = stacks.flatMap(({ name, resources: planned }) =>
      planned
        .filter(({ logicalId }) => !resources.some((one) => one.stackName === name && one.logicalId === logicalId))
        .map(({ logicalId }) => `${name} ${logicalId}`),
    );
    return new Deployment(options, resources, missing);
  }

  get clients(): AwsClients {
    return this.options.clients;
  }

  /** The resources of a type, in one stack or in all.
   *  @param stackId the id without the prefix, for example `NotesApi`. */
  ofType(type: string, stackId?: string): DeployedResource[] {
    return this.resources.filter((one) => one.type === type && (stackId === undefined || one.stackId === stackId));
  }

  /** The only resource of a type in a stack.
   *  @throws Error when the stack has none of this type, or several. */
  only(type: string, stackId: string): DeployedResource {
    const [found, ...others] = this.ofType(type, stackId);
    if (!found || others.length > 0) throw new Error(`The stack ${stackId} does not have exactly one ${type}`);
    return found;
  }

  /** The physical id of a reference in a template; undefined for another value. */
  refOf(value: unknown, stackId: string): string | undefined {
    const { Ref: logicalId } = (value ?? {}) as { readonly Ref?: string };
    return this.resources.find((one) => one.stackId === stackId && one.logicalId === logicalId)?.physicalId;
  }

  /** The URL of the stage of an API, without a slash at the end. */
  urlOf(api: DeployedResource): string {
    const { urlOf, region } = this.options;
    if (urlOf) return urlOf(api);
    const stage = api.type === 'AWS::ApiGateway::RestApi' ? '/prod' : '';
    return `https://${api.physicalId}.execute-api.${region}.amazonaws.com${stage}`;
  }
}

async function resourcesOf(stack: PlannedStack, { cloudFormation }: AwsClients): Promise<DeployedResource[]> {
  const physicalIds = new Map<string, string>();
  try {
    for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: stack.name })) {
      for (const { LogicalResourceId = '', PhysicalResourceId, ResourceStatus = '' } of page.StackResourceSummaries ??
        []) {
        if (PhysicalResourceId !== undefined && ResourceStatus !== 'DELETE_COMPLETE')
          physicalIds.set(LogicalResourceId, PhysicalResourceId);
      }
    }
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error;
  }
  return stack.resources.flatMap((resource) => {
    const id = physicalIds.get(resource.logicalId);
    if (id === undefined) return [];
    const physicalId = resource.type === 'Custom::AdoptedLogGroup' ? parseAdoptedLogGroupId(id).logGroupName : id;
    return [{ ...resource, physicalId, stackId: stack.id, stackName: stack.name }];
  });
}
