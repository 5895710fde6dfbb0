import type { Clock } from '../../../../../core/clock.ts';
import { type InvokeFunction, UncoveredError } from '../../account.ts';
import type { PhysicalResource, Properties, ResourceRequest, ResourceType } from '../resource-type.ts';
import { createResponseUrl } from '../response-server.ts';
import { functionName } from './functions.ts';

/** CloudFormation waits at most this long for a response, which is also the default. Seconds.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html */
const MAX_SERVICE_TIMEOUT = 3600;

/** Lambda tries an asynchronous invocation again after these times. Milliseconds.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_DELAYS_MS = [60_000, 120_000];

/** An update or a creation failed, and CloudFormation deletes the resource by this id. */
export class CustomResourceFailure extends Error {
  readonly physicalId: string;
  constructor(message: string, physicalId: string) {
    super(message);
    this.physicalId = physicalId;
  }
}

interface CustomResourceResponse {
  readonly Status?: string;
  readonly PhysicalResourceId?: string;
  readonly Reason?: string;
  readonly Data?: Readonly<Record<string, unknown>>;
}

/** Custom resources, by the response protocol over HTTP.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html */
export function customResources(invoke: InvokeFunction): ResourceType {
  return {
    create: (request) => send(invoke, request, { RequestType: 'Create' }),
    update: (request, current, before) =>
      send(invoke, request, {
        RequestType: 'Update',
        PhysicalResourceId: current.physicalId,
        OldResourceProperties: asText(before),
      }),
    async delete(request, current) {
      const answered = await send(invoke, request, { RequestType: 'Delete', PhysicalResourceId: current.physicalId });
      if (answered.physicalId !== current.physicalId) {
        throw new Error(
          `Invalid PhysicalResourceId: the response to Delete has ${answered.physicalId} instead of ${current.physicalId}`,
        );
      }
    },
  };
}

async function send(invoke: InvokeFunction, request: ResourceRequest, event: object): Promise<PhysicalResource> {
  const { account, region, properties, logicalId, stackId, type } = request;
  const invoked = region.functions.get(functionName(properties.ServiceToken));
  if (!invoked) throw new Error(`Function not found: ${String(properties.ServiceToken)}`);
  const { ServiceTimeout = MAX_SERVICE_TIMEOUT, ...sent } = properties;
  if (!(Number(ServiceTimeout) >= 1 && Number(ServiceTimeout) <= MAX_SERVICE_TIMEOUT)) {
    throw new Error(
      `ServiceTimeout must be an integer from 1 to ${MAX_SERVICE_TIMEOUT}, not ${String(ServiceTimeout)}`,
    );
  }
  const { url, response } = await createResponseUrl();
  const requestId = account.uniqueId(12);
  const body = {
    ...event,
    RequestId: requestId,
    StackId: stackId,
    LogicalResourceId: logicalId,
    ResourceType: type,
    ResponseURL: url,
    ServiceToken: properties.ServiceToken,
    ResourceProperties: asText(sent),
  };
  const ended = new AbortController();
  const noResponse = async () => {
    await account.clock.wait(Number(ServiceTimeout) * 1000, ended.signal);
    // Without a physical id of the handler, CloudFormation deletes the resource by a generated one.
    throw new CustomResourceFailure(
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}].`,
      `${request.stackName}-${logicalId}-${requestId}`,
    );
  };
  try {
    const invocations = invokeAsynchronously(() => invoke(invoked, body, account), account.clock, ended.signal);
    return read(await Promise.race([response, invocations, noResponse()]));
  } finally {
    ended.abort();
  }
}

/** Lambda invokes a function that failed again. Whether it succeeds at last says nothing about the response.
 *  @throws UncoveredError */
async function invokeAsynchronously(invoke: () => Promise<void>, clock: Clock, signal: AbortSignal): Promise<never> {
  for (const delay of [...RETRY_DELAYS_MS, undefined]) {
    try {
      await invoke();
      break;
    } catch (error) {
      if (error instanceof UncoveredError) throw error;
    }
    if (delay !== undefined) await clock.wait(delay, signal);
    if (signal.aborted) break;
  }
  return new Promise(() => {});
}

/** A response has at most 4096 bytes.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
function read(body: string): PhysicalResource {
  const { Status, PhysicalResourceId = '', Reason, Data = {} } = JSON.parse(body) as CustomResourceResponse;
  if (Buffer.byteLength(body) > 4096) {
    throw new CustomResourceFailure('Response object is too long.', PhysicalResourceId);
  }
  if (PhysicalResourceId === '') throw new Error('Invalid PhysicalResourceId');
  if (Status !== 'SUCCESS') {
    if (!Reason) throw new Error('Reason is required for a response with the status FAILED');
    throw new CustomResourceFailure(
      `Received response status [FAILED] from custom resource. Message returned: ${Reason}`,
      PhysicalResourceId,
    );
  }
  return { physicalId: PhysicalResourceId, attributes: Data };
}

/** CloudFormation converts the values of properties to strings. */
function asText(properties: Properties): Properties {
  return JSON.parse(JSON.stringify(properties), (_, value: unknown) =>
    typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
  ) as Properties;
}
