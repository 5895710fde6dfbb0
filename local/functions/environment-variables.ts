import { join } from 'node:path';
import { parseArn } from '../../core/arn.ts';
import type { FunctionConfig } from './function-config.ts';
import type { ModuleScope } from './runtime/module-scope.ts';

/** The environment variables of a function's process. Those of Lambda override the function's own; `added` overrides both.
 *  @param sdkFolders folders from which the AWS SDK is loaded when the function's code does not include it.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
export function buildEnvironmentVariables(
  config: FunctionConfig,
  logStream: string,
  added: Readonly<Record<string, string>>,
  sdkFolders: readonly string[],
): Record<string, string> {
  const region = parseArn(config.arn)?.region ?? '';
  const layers = (config.layerDirectories ?? []).map((directory) => join(directory, 'nodejs'));
  const scope: ModuleScope = { taskRoot: config.codeDirectory, layers, sdk: sdkFolders };
  return {
    PATH: process.env.PATH ?? '',
    // A function must not use the AWS configuration of the user of this machine.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...config.environment,
    _HANDLER: config.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: config.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_LOG_FORMAT: config.logFormat,
    ...(config.logFormat === 'JSON' && { AWS_LAMBDA_LOG_LEVEL: config.applicationLogLevel ?? 'INFO' }),
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    LAMBDA_TASK_ROOT: config.codeDirectory,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...added,
    TAILGATE_MODULE_SCOPE: JSON.stringify(scope),
  };
}
