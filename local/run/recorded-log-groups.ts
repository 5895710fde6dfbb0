// Not in `session.ts`: commands that only read logs need the names, but must not load the proxy.

/** The log group for the output of a program that `logs run` starts. */
export function programLogGroup(appId: string): string {
  return `/tailgate/run/${appId}`;
}

/** The log group for the requests to a program that `logs run` starts. */
export function requestLogGroup(appId: string): string {
  return `${programLogGroup(appId)}/api`;
}
