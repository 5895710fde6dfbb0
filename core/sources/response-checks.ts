import { NormalizedSchema } from '@smithy/core/schema';
import { getSmithyContext, HttpRequest, HttpResponse } from '@smithy/core/transport';
import { outputCheck } from './output-check.ts';
import { describeContent, UnusableResponseError } from './unusable-response.ts';

/** Adds checks to an AWS client: a response that is not in the format of the service is an `UnusableResponseError`, and an error of the
 *  connection gets the member `$endpoint`, the host and port that were called. Without them, the SDK passes values of a wrong type on,
 *  and throws the errors of its parsers for an HTML page or a truncated text.
 *  @param client any client of the SDK.
 *  @returns the client. */
export function checkResponses<Client extends CheckableClient>(client: Client): Client {
  client.middlewareStack.add(checkResponse, { step: 'deserialize', priority: 'high', name: 'checkResponse' });
  // Between the deserializer and the request handler.
  client.middlewareStack.add(readBody, { step: 'deserialize', priority: 'low', name: 'readBody' });
  checkTypes(client.config.protocol);
  return client;
}

interface Args {
  readonly input: object;
  readonly request: unknown;
}

interface Result {
  readonly response: unknown;
}

type Handler = (args: Args) => Promise<Result>;

/** The common part of the types of all clients. */
export interface CheckableClient {
  readonly middlewareStack: {
    // biome-ignore lint/suspicious/noExplicitAny: the input and output types of each client.
    add(middleware: any, options: { step: 'deserialize'; priority: 'high' | 'low'; name: string }): void;
  };
  readonly config: { readonly protocol: Protocol };
}

interface Protocol {
  // biome-ignore lint/suspicious/noExplicitAny: the schema and context types of each protocol.
  deserializeResponse(schema: any, context: any, response: any): Promise<any>;
}

/** The bodies of the responses that are deserialized at the moment. */
const bodies = new WeakMap<object, Uint8Array>();
/** Values of wrong types in them. */
const wrongValues = new WeakMap<object, string>();

/** Checks the output of the deserializer itself: a middleware sees the output of a DynamoDB document client only after it is converted to
 *  JavaScript values, which have other types than the schema. */
function checkTypes(protocol: Protocol): void {
  const deserialize = protocol.deserializeResponse.bind(protocol);
  protocol.deserializeResponse = async (operation, context, response) => {
    const output = await deserialize(operation, context, response);
    const schema = NormalizedSchema.of(operation.output);
    const wrong = bodies.has(response) && !schema.isUnitSchema() ? outputCheck(schema)(output, '') : undefined;
    if (wrong !== undefined) wrongValues.set(response, wrong);
    return output;
  };
}

/** Reads the whole body, so that the parts above can say what it is. A stream of events is not read. */
function readBody(next: Handler, context: object): Handler {
  return async (args) => {
    const result = await next(args).catch((error: unknown) => {
      throw withEndpoint(error, args.request);
    });
    const { response } = result;
    if (!HttpResponse.isInstance(response) || isEventStream(context, response)) return result;
    try {
      const body = await collect(response.body);
      response.body = body;
      bodies.set(response, body);
    } catch (error) {
      throw withEndpoint(error, args.request);
    }
    return result;
  };
}

function isEventStream(context: object, { statusCode }: HttpResponse): boolean {
  const { operationSchema } = getSmithyContext(context) as { operationSchema?: readonly unknown[] };
  return statusCode < 300 && NormalizedSchema.of(operationSchema?.[5] as never).getEventStreamMember() !== '';
}

async function collect(body: unknown): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function checkResponse(next: Handler, context: object): Handler {
  return async (args) => {
    const { operationSchema } = getSmithyContext(context) as { operationSchema?: readonly unknown[] };
    const operation = String(operationSchema?.[2] ?? 'the call');
    try {
      const result = await next(args);
      const { response } = result;
      const problem = HttpResponse.isInstance(response) ? problemOf(response, operationSchema?.[5]) : undefined;
      if (problem !== undefined) throw unusable(args.request, response, operation, problem);
      return result;
    } catch (error) {
      if (!(error instanceof Error) || error instanceof UnusableResponseError) throw error;
      const { $response } = error as { $response?: unknown };
      if (!HttpResponse.isInstance($response)) throw error;
      // The SDK makes up a code for a response without a body.
      if (bodies.get($response)?.length !== 0 && isAwsError(error)) throw error;
      throw unusable(args.request, $response, operation, undefined, error);
    }
  };
}

/** Whether AWS sent the error: it has a code and a message. */
function isAwsError({ name, message, ...error }: Error): boolean {
  const { $fault } = error as { $fault?: unknown };
  return (
    $fault !== undefined &&
    typeof message === 'string' &&
    /^[A-Za-z][\w.:/#-]*$/.test(String(name)) &&
    name !== 'Unknown'
  );
}

/** @returns what is wrong with a response of success; undefined when it is in the format of the service. */
function problemOf(response: HttpResponse, schema: unknown): string | undefined {
  const body = bodies.get(response);
  if (body === undefined) return undefined;
  if (NormalizedSchema.of(schema as never).isUnitSchema()) return undefined;
  // The SDK takes an empty body, an HTML page, and JSON that is not an object for an output without members.
  const start = Buffer.from(body.subarray(0, 64)).toString('latin1');
  if (!/^\s*(\{|<(?!!doctype html|html))/i.test(start)) return '';
  const wrong = wrongValues.get(response);
  return wrong === undefined ? undefined : `a value of the wrong type: ${wrong}`;
}

function unusable(
  request: unknown,
  response: unknown,
  operation: string,
  problem?: string,
  cause?: Error,
): UnusableResponseError {
  const { statusCode: status = 0, headers = {} } = response as Partial<HttpResponse>;
  const body = bodies.get(response as object);
  return new UnusableResponseError(
    {
      endpoint: endpointOf(request) ?? 'The endpoint',
      operation,
      status,
      content: problem || describeContent(body, headers['content-encoding']),
      ...(status >= 300 && status < 400 && { location: headers.location ?? 'another URL' }),
    },
    { cause },
  );
}

function endpointOf(request: unknown): string | undefined {
  if (!HttpRequest.isInstance(request)) return undefined;
  return request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`;
}

function withEndpoint(error: unknown, request: unknown): unknown {
  const endpoint = endpointOf(request);
  if (error instanceof Error && endpoint !== undefined && !('$endpoint' in error))
    Object.defineProperty(error, '$endpoint', { value: endpoint });
  return error;
}
