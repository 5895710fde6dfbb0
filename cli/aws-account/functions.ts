import type { LambdaClient } from '@aws-sdk/client-lambda';
import { withPermissionHint } from './permission-hint.ts';

/** What can be a function's name, alone or with a version or an alias; anything else Lambda refuses in words of its own. */
const FUNCTION_NAME = /^[A-Za-z0-9-_:]{1,170}$/;

/** The log group that a function is configured to write to; undefined when there is no such function. */
export async function functionLogGroup(client: LambdaClient, FunctionName: string): Promise<string | undefined> {
  if (!FUNCTION_NAME.test(FunctionName)) return undefined;
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  try {
    const configuration = await withPermissionHint('lambda:GetFunctionConfiguration', () =>
      client.send(new GetFunctionConfigurationCommand({ FunctionName })),
    );
    return configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${configuration.FunctionName ?? FunctionName}`;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

export async function functionNames(client: LambdaClient): Promise<readonly string[]> {
  const { paginateListFunctions } = await import('@aws-sdk/client-lambda');
  return withPermissionHint('lambda:ListFunctions', async () => {
    const names: string[] = [];
    for await (const page of paginateListFunctions({ client }, {})) {
      for (const { FunctionName } of page.Functions ?? []) if (FunctionName) names.push(FunctionName);
    }
    return names;
  });
}

/** The function that an API's integration calls, by the integration's URI: a function's ARN, or
 *  `arn:aws:apigateway:…/functions/<function's ARN>/invocations`; undefined for anything else.
 *  @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html */
export function functionInUri(uri: string | undefined): string | undefined {
  return /:lambda:[^:]*:\d*:function:([A-Za-z0-9-_]+)(?::[^/]*)?(?:\/invocations)?$/.exec(uri ?? '')?.[1];
}
