/** Where Lambda's Invoke API would be asked for a function; execution logs name it. */
export function endpointUri(functionArn: string, streamed = false): string {
  const action = streamed ? '2021-11-15' : '2015-03-31';
  return `https://lambda.local/${action}/functions/${functionArn}/${streamed ? 'response-streaming-' : ''}invocations`;
}
