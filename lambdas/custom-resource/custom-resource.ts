import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';

/** What a custom resource gives back to CloudFormation. */
export interface CustomResourceResult {
  readonly physicalId: string;
  /** What `Fn::GetAtt` finds. */
  readonly data?: Readonly<Record<string, string>>;
}

/** Makes a handler of what a custom resource does: its result, or the message of its error, goes to CloudFormation, which
 *  would otherwise wait an hour for it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export function customResource(
  apply: (event: CloudFormationCustomResourceEvent) => Promise<CustomResourceResult>,
): (event: CloudFormationCustomResourceEvent, context: Context) => Promise<void> {
  return async (event, context) => {
    const known = 'PhysicalResourceId' in event ? event.PhysicalResourceId : context.logStreamName;
    let answer: object;
    try {
      const { physicalId, data = {} } = await apply(event);
      console.info({ message: 'custom resource', request: event.RequestType, physicalId, ...data });
      answer = { Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: data };
    } catch (error) {
      console.error({ message: 'custom resource', request: event.RequestType, error });
      answer = {
        Status: 'FAILED',
        PhysicalResourceId: known,
        Reason: `${(error as Error).message} (log stream ${context.logStreamName})`,
      };
    }
    const { StackId, RequestId, LogicalResourceId } = event;
    await send(event.ResponseURL, JSON.stringify({ ...answer, StackId, RequestId, LogicalResourceId }));
  };
}

/** The URL is signed for exactly this: a PUT without a content type. */
async function send(url: string, body: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const sent = await fetch(url, { method: 'PUT', headers: { 'Content-Type': '' }, body }).catch(
      (error: Error) => error,
    );
    if (!(sent instanceof Error) && sent.ok) return;
    if (attempt === 3) throw sent instanceof Error ? sent : new Error(`CloudFormation's answer was ${sent.status}`);
  }
}
