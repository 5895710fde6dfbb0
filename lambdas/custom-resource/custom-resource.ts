import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';

/** The result of a custom resource. */
export interface CustomResourceResult {
  readonly physicalId: string;
  /** The attributes that `Fn::GetAtt` returns. */
  readonly data?: Readonly<Record<string, string>>;
}

/** Creates the handler of a custom resource. It sends the result, or the message of the error, to CloudFormation, which
 *  would otherwise wait for an hour.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export function customResource(
  apply: (event: CloudFormationCustomResourceEvent) => Promise<CustomResourceResult>,
): (event: CloudFormationCustomResourceEvent, context: Context) => Promise<void> {
  return async (event, context) => {
    const physicalIdOnFailure = 'PhysicalResourceId' in event ? event.PhysicalResourceId : context.logStreamName;
    let response: object;
    try {
      const { physicalId, data = {} } = await apply(event);
      console.info({ message: 'custom resource', request: event.RequestType, physicalId, ...data });
      response = { Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: data };
    } catch (error) {
      console.error({ message: 'custom resource', request: event.RequestType, error });
      response = {
        Status: 'FAILED',
        PhysicalResourceId: physicalIdOnFailure,
        Reason: `${(error as Error).message} (log stream ${context.logStreamName})`,
      };
    }
    const { StackId, RequestId, LogicalResourceId } = event;
    await sendResponse(event.ResponseURL, JSON.stringify({ ...response, StackId, RequestId, LogicalResourceId }));
  };
}

/** Sends the response, with up to three attempts. The URL is signed for a PUT with an empty content type. */
async function sendResponse(url: string, body: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const result = await fetch(url, { method: 'PUT', headers: { 'Content-Type': '' }, body }).catch(
      (error: Error) => error,
    );
    if (!(result instanceof Error) && result.ok) return;
    if (attempt === 3)
      throw result instanceof Error ? result : new Error(`CloudFormation responded with the status ${result.status}`);
  }
}
