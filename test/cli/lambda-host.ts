import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';

export interface LambdaAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The received text: all of it, unless the read was stopped. */
  readonly body: string;
}

/** The members of a request event of API Gateway. */
export interface GatewayRequest {
  readonly path: string;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorizer?: Readonly<Record<string, string>>;
  readonly userArn?: string;
}

/** Separates the metadata of a streamed response from its body.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html */
const DELIMITER = '\0'.repeat(8);

/** Invokes a function like a REST API with response streaming.
 *  @param enough stops the read as soon as the body satisfies it. */
export async function invokeAsGateway(
  endpoint: string,
  FunctionName: string,
  request: GatewayRequest,
  enough: (body: string) => boolean = () => false,
): Promise<LambdaAnswer> {
  const lambda = new LambdaClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    const { EventStream } = await lambda.send(
      new InvokeWithResponseStreamCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(eventOf(request))) }),
    );
    const decoder = new TextDecoder();
    let text = '';
    for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
      if (InvokeComplete?.ErrorCode) throw new Error(`${InvokeComplete.ErrorCode}: ${InvokeComplete.ErrorDetails}`);
      if (PayloadChunk?.Payload) text += decoder.decode(PayloadChunk.Payload, { stream: true });
      const body = text.split(DELIMITER)[1];
      if (body !== undefined && enough(body)) break;
    }
    const [prelude = '', body = ''] = text.split(DELIMITER);
    const { statusCode, headers } = JSON.parse(prelude);
    return { status: statusCode, headers, body };
  } finally {
    lambda.destroy();
  }
}

function eventOf({ path, query = {}, headers = {}, authorizer, userArn }: GatewayRequest) {
  return {
    resource: '/logs/{proxy+}',
    path,
    httpMethod: 'GET',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values.at(-1)])),
    multiValueQueryStringParameters: query,
    requestContext: {
      domainName: 'api.example.com',
      // Without the stage: the request uses a custom domain name.
      path,
      stage: 'prod',
      authorizer: authorizer ?? null,
      identity: { sourceIp: '203.0.113.10', userArn: userArn ?? null },
    },
    body: null,
    isBase64Encoded: false,
  };
}
