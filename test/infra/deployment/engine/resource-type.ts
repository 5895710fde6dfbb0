import type { RehearsalAccount, RehearsalRegion } from './rehearsal-account.ts';

export type Properties = Readonly<Record<string, unknown>>;

/** What CloudFormation knows when it creates, changes or deletes a resource. */
export interface ResourceRequest {
  readonly account: RehearsalAccount;
  readonly region: RehearsalRegion;
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved. */
  readonly properties: Properties;
  /** The name in this property, or a generated one: `<stack>-<logical id>-<random characters>`. */
  nameIn(property: string, maxLength?: number): string;
}

/** The resource that exists. */
export interface PhysicalResource {
  readonly physicalId: string;
  /** The values of `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** One type of resource. An error of `create` or `update` is the reason why the resource failed. */
export interface ResourceType {
  create(request: ResourceRequest): PhysicalResource | Promise<PhysicalResource>;
  /** Changes the resource in place. A result with another physical id is a replacement: CloudFormation then deletes the old one.
   *  @default nothing changes but the properties */
  update?(
    request: ResourceRequest,
    current: PhysicalResource,
    before: Properties,
  ): PhysicalResource | Promise<PhysicalResource>;
  /** Undoes an update, also one that failed.
   *  @default `update`, with the properties from before */
  undoUpdate?(request: ResourceRequest, current: PhysicalResource): void | Promise<void>;
  /** @default nothing to delete */
  delete?(request: ResourceRequest, current: PhysicalResource): void | Promise<void>;
}

/** The error of a resource whose name exists.
 *  @see https://repost.aws/knowledge-center/cloudformation-handler-error-code-already-exists */
export function alreadyExists(type: string, property: string, name: string): Error {
  const identifier = JSON.stringify({ [`/properties/${property}`]: name });
  return new Error(`Resource of type '${type}' with identifier '${identifier}' already exists.`);
}

/** @throws Error for a name that is too long. */
export function checkedName(property: string, name: string, maxLength: number): string {
  if (name.length <= maxLength) return name;
  throw new Error(`Model validation failed (#/${property}: expected maxLength: ${maxLength}, actual: ${name.length})`);
}
