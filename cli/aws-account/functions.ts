import type { LambdaClient } from '@aws-sdk/client-lambda';
import { namingMissingPermission } from './missing-permission.ts';

/** A function's name, also with a version or an alias. Lambda refuses other names with a validation error. */
const FUNCTION_NAME = /^[A-Za-z0-9-_:]{1,170}$/;

/** The log group in the configuration of a function; undefined when the function does not exist. */
export async function functionLogGroup(client: LambdaClient, FunctionName: string): Promise<string | undefined> {
  if (!FUNCTION_NAME.test(FunctionName)) return undefined;
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  try {
    const configuration = await namingMissingPermission('lambda:GetFunctionConfiguration', () =>
      client.send(new GetFunctionConfigurationCommand({ FunctionName })),
    );
    return configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${configuration.FunctionName ?? FunctionName}`;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Resolves a version or an alias of a function to the version; undefined when it does not exist. */
export async function functionVersion(
  client: LambdaClient,
  FunctionName: string,
  Qualifier: string,
): Promise<string | undefined> {
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  try {
    return (await client.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }))).Version;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

export async function functionNames(client: LambdaClient): Promise<readonly string[]> {
  const { paginateListFunctions } = await import('@aws-sdk/client-lambda');
  return namingMissingPermission('lambda:ListFunctions', async () => {
    const names: string[] = [];
    for await (const page of paginateListFunctions({ client }, {})) {
      for (const { FunctionName } of page.Functions ?? []) if (FunctionName) names.push(FunctionName);
    }
    return names;
  });
}
