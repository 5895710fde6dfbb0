/** The steps of a request that execution lines report. */
export type ExecutionStepName =
  | 'extended-request-id'
  | 'authorizer'
  | 'authorizer-identity'
  | 'authorizer-answer'
  | 'authorized'
  | 'usage-plan'
  | 'start'
  | 'method'
  | 'request-path'
  | 'request-query'
  | 'request-headers'
  | 'request-body'
  | 'endpoint-uri'
  | 'endpoint-request-headers'
  | 'endpoint-request-body'
  | 'sending'
  | 'received'
  | 'endpoint-response-body'
  | 'endpoint-response-headers'
  | 'response-body'
  | 'response-headers'
  | 'success'
  | 'status'
  | 'integration-request-id'
  | 'trace-id'
  | 'failure';

/** The content of an execution line, as `executionStep` parses it. */
export interface ExecutionStep {
  readonly step: ExecutionStepName;
  /** Numbers and ids in the line. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** The body, the headers or the parameters after the label. */
  readonly content?: string;
  /** The line reports a failure. */
  readonly failed?: true;
}

/** Labels before a body, headers or parameters. */
const LINES_WITH_CONTENT: readonly (readonly [label: string, step: ExecutionStepName])[] = [
  ['Incoming identity: ', 'authorizer-identity'],
  ['Authorizer result body before parsing: ', 'authorizer-answer'],
  ['Method request path: ', 'request-path'],
  ['Method request query string: ', 'request-query'],
  ['Method request headers: ', 'request-headers'],
  ['Method request body before transformations: ', 'request-body'],
  ['Endpoint request URI: ', 'endpoint-uri'],
  ['Endpoint request headers: ', 'endpoint-request-headers'],
  ['Endpoint request body after transformations: ', 'endpoint-request-body'],
  ['Endpoint response body before transformations: ', 'endpoint-response-body'],
  ['Endpoint response headers: ', 'endpoint-response-headers'],
  ['Method response body after transformations: ', 'response-body'],
  ['Method response headers: ', 'response-headers'],
];

/** Lines with numbers or ids. The names of the groups in each expression are the names of the values. */
const LINES_WITH_VALUES: readonly (readonly [pattern: RegExp, step: ExecutionStepName])[] = [
  [/^Extended Request Id: (?<extendedRequestId>\S{1,128})/, 'extended-request-id'],
  [/^Starting authorizer: (?<authorizerId>\S{1,128}) for request: /, 'authorizer'],
  [/^Using valid authorizer policy for principal: /, 'authorized'],
  [/^Successfully completed authorizer execution/, 'authorized'],
  [
    /^Verifying Usage Plan for request: \S{1,128} API Key:.{0,128}? API Stage: (?<apiId>\w{1,64})\/(?<stage>\S{1,128})/,
    'usage-plan',
  ],
  [/^API Key .{0,128}?authorized because /, 'usage-plan'],
  [/^Usage Plan check succeeded for API Key/, 'usage-plan'],
  [/^Starting execution for request: /, 'start'],
  [/^HTTP Method: (?<method>[A-Z]{1,32}), Resource Path: (?<path>.*)/s, 'method'],
  [/^Sending request to (?<uri>(?:\S{0,1024}?:function:(?<functionName>[\w-]{1,140}))?\S{0,1024})/, 'sending'],
  [/^Received response\. (?:Status: (?<status>\d{3}), )?Integration latency: (?<latency>\d{1,9}) ms/, 'received'],
  [/^Successfully completed execution/, 'success'],
  [/^Method completed with status: (?<status>\d{3})/, 'status'],
  [/^AWS Integration Endpoint RequestId ?: (?<integrationRequestId>\S{1,128})/, 'integration-request-id'],
  [/^X-ray Tracing ID ?: (?<traceId>\S{1,256})/i, 'trace-id'],
];

/** The beginnings of the lines in which API Gateway reports a failure. */
const FAILURE =
  /^(?:Execution failed|Lambda execution failed|Gateway response type: |Lambda invocation failed|Unauthorized request: |The client is not authorized|User is not authorized|Access denied|Key throttle limit|Key quota limit|API Key .{0,128}?not (?:found|authorized)|Usage Plan check failed|Request body does not match|Request validation failed|Invalid |Failed to |Unable to |Authorizer |Method request model|Missing Authentication Token)/i;

const NUMERIC: ReadonlySet<string> = new Set(['status', 'latency']);

/** Parses the text of an execution line, without its prefix; undefined for an unknown step. */
export function executionStep(text: string): ExecutionStep | undefined {
  for (const [label, step] of LINES_WITH_CONTENT) {
    // The label of an empty body has no space after it.
    if (!text.startsWith(label) && text !== label.trimEnd()) continue;
    const content = text.slice(label.length);
    const values = step === 'endpoint-response-headers' ? integrationRequestId(content) : undefined;
    return { step, content, ...(values && { values }) };
  }
  for (const [pattern, step] of LINES_WITH_VALUES) {
    const match = pattern.exec(text);
    if (!match) continue;
    const values = valuesOf(match.groups ?? {});
    const failed = step === 'status' && Number(values?.status) >= 500;
    return { step, ...(values && { values }), ...(failed && { failed }) };
  }
  if (!FAILURE.test(text)) return undefined;
  const requestId = /Lambda request id: ([0-9a-f-]{36})/.exec(text)?.[1];
  return { step: 'failure', failed: true, ...(requestId && { values: { integrationRequestId: requestId } }) };
}

function valuesOf(groups: Readonly<Record<string, string | undefined>>): ExecutionStep['values'] {
  const found = Object.entries(groups).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, NUMERIC.has(name) ? Number(value) : value.trimEnd()] as const],
  );
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** Lambda's request id, from the headers of its response. */
function integrationRequestId(headers: string): ExecutionStep['values'] {
  const id = /[{ ]x-amzn-RequestId=([0-9a-f-]{36})/i.exec(headers)?.[1];
  return id === undefined ? undefined : { integrationRequestId: id };
}
