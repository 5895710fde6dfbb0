/** The log group of what a program writes. */
export function outputGroup(appId: string): string {
  return `/tailgate/run/${appId}`;
}

/** The log group of the requests to a program. */
export function callGroup(appId: string): string {
  return `${outputGroup(appId)}/api`;
}
