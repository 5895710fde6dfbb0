import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { type Clock, systemClock } from '../../core/clock.ts';
import { cutUtf8 } from '../../core/cut-utf8.ts';
import { CallRetries } from './call-retries.ts';
import { type CustomResourceHost, sendResponse } from './send-response.ts';

/** The time at the end of an invocation that is kept for the response. */
const RESPONSE_RESERVE_MS = 20_000;
/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const MAX_RESPONSE_BYTES = 4096;
const MAX_TEXT_BYTES = 2000;

/** The properties in the template. CloudFormation sends all values as strings. */
export type ResourceProperties = Readonly<Record<string, string | undefined>>;

/** A resource to create, change or delete. */
export interface ResourceTarget {
  readonly physicalId: string;
  /** The ARN of the stack. */
  readonly stackId: string;
  /** The properties before an update. @default undefined at a creation */
  readonly before?: ResourceProperties | undefined;
}

/** What a custom resource does. */
export interface CustomResourceDefinition {
  /** The id of a new resource. The same request has the same id, so that a failed creation and its deletion have it, too.
   *  @param requestId the same for every invocation for one request of CloudFormation. */
  physicalId(properties: ResourceProperties, requestId: string): string;
  /** Whether the properties are those of the resource with this id. An update to other properties gets a new id, and CloudFormation then
   *  deletes the resource with the old one. */
  describes(properties: ResourceProperties, physicalId: string): boolean;
  /** Creates or updates the resource. It may run again.
   *  @returns the attributes that `Fn::GetAtt` returns. */
  apply(
    properties: ResourceProperties,
    retries: CallRetries,
    target: ResourceTarget,
  ): Promise<Readonly<Record<string, string>>>;
  /** Deletes the resource. It may run again, also for a resource that did not exist before its creation failed. It does not run if the
   *  resource has another id than the properties: a creation without a response has an id of CloudFormation.
   *  @default deleting the custom resource keeps what it created */
  remove?(properties: ResourceProperties, retries: CallRetries, target: ResourceTarget): Promise<void>;
}

type Handler = (
  event: CloudFormationCustomResourceEvent,
  context: Pick<Context, 'logStreamName' | 'getRemainingTimeInMillis'>,
) => Promise<void>;

interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
  readonly Reason?: string;
}

/** Creates the handler of a custom resource. Before the function's timeout it always sends the result, or the message of the error, to
 *  CloudFormation, which would otherwise wait.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export function customResource(
  definition: CustomResourceDefinition,
  host: CustomResourceHost = { clock: systemClock, fetch },
): Handler {
  return async (event, context) => {
    const remainingMs = context.getRemainingTimeInMillis() - RESPONSE_RESERVE_MS;
    const response = await respond(definition, event, host.clock, remainingMs).catch((error: Error): Response => {
      console.error({ message: 'custom resource', request: event.RequestType, error });
      return { Status: 'FAILED', PhysicalResourceId: idOnFailure(definition, event), Reason: error.message };
    });
    const { StackId, RequestId, LogicalResourceId } = event;
    const suffix = ` (log stream ${context.logStreamName})`;
    const body = responseBody({ ...response, StackId, RequestId, LogicalResourceId }, suffix);
    await sendResponse(event.ResponseURL, body, host);
  };
}

async function respond(
  definition: CustomResourceDefinition,
  event: CloudFormationCustomResourceEvent,
  clock: Clock,
  remainingMs: number,
): Promise<Response> {
  const { RequestType, ResourceProperties, StackId: stackId } = event;
  if (RequestType === 'Delete') {
    const { PhysicalResourceId: physicalId } = event;
    const { remove } = definition;
    if (remove && definition.describes(ResourceProperties, physicalId)) {
      await withinTime(clock, remainingMs, (retries) => remove(ResourceProperties, retries, { physicalId, stackId }));
    }
    // CloudFormation refuses another id than the one before.
    return { Status: 'SUCCESS', PhysicalResourceId: physicalId };
  }
  if (RequestType !== 'Create' && RequestType !== 'Update') throw new Error(`Unknown request type ${RequestType}`);
  const physicalId = idAfter(definition, event);
  const before = event.RequestType === 'Update' ? event.OldResourceProperties : undefined;
  const Data = await withinTime(clock, remainingMs, (retries) =>
    definition.apply(ResourceProperties, retries, { physicalId, stackId, before }),
  );
  console.info({ message: 'custom resource', request: RequestType, physicalId, ...Data });
  return { Status: 'SUCCESS', PhysicalResourceId: physicalId, Data };
}

/** An update keeps the id of the resource, unless its properties describe another one. */
function idAfter(definition: CustomResourceDefinition, event: CloudFormationCustomResourceEvent): string {
  const { ResourceProperties, RequestId } = event;
  if (event.RequestType === 'Update' && definition.describes(ResourceProperties, event.PhysicalResourceId)) {
    return event.PhysicalResourceId;
  }
  return definition.physicalId(ResourceProperties, RequestId);
}

/** Ends work that is still running when only the time for the response is left. */
async function withinTime<Output>(
  clock: Clock,
  remainingMs: number,
  work: (retries: CallRetries) => Promise<Output>,
): Promise<Output> {
  const late = new AbortController();
  const done = new AbortController();
  const timeout = async () => {
    await clock.wait(remainingMs, done.signal);
    const error = new Error(`The custom resource did not end within ${Math.round(remainingMs / 1000)} s.`);
    if (!done.signal.aborted) late.abort(error);
    throw error;
  };
  try {
    return await Promise.race([work(new CallRetries(clock, remainingMs, late.signal)), timeout()]);
  } finally {
    done.abort();
  }
}

/** A failed update keeps the resource, so that CloudFormation does not take it for a replacement. */
function idOnFailure(definition: CustomResourceDefinition, event: CloudFormationCustomResourceEvent): string {
  if ('PhysicalResourceId' in event) return event.PhysicalResourceId;
  try {
    return definition.physicalId(event.ResourceProperties, event.RequestId);
  } catch {
    return event.LogicalResourceId;
  }
}

/** Cuts the texts until the body has at most 4,096 bytes. JSON may need six bytes for one character. */
function responseBody({ Reason, Data, ...response }: Response & Readonly<Record<string, unknown>>, suffix: string) {
  for (let maxBytes = MAX_TEXT_BYTES; ; maxBytes = Math.floor(maxBytes / 2)) {
    const cut = (text: string) => cutUtf8(text, maxBytes, '…');
    const body = JSON.stringify({
      ...response,
      ...(Reason !== undefined && { Reason: cut(Reason) + suffix }),
      ...(Data && { Data: Object.fromEntries(Object.entries(Data).map(([name, text]) => [name, cut(text)])) }),
    });
    if (Buffer.byteLength(body) <= MAX_RESPONSE_BYTES || maxBytes === 0) return body;
  }
}

/** @throws Error when the template does not have the property. */
export function requiredProperty(properties: ResourceProperties, name: string): string {
  const value = properties[name];
  if (value === undefined || value === '') throw new Error(`The custom resource has no property ${name}.`);
  return value;
}
