import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import { isObject } from '../../core/template/template.ts';

/** A Lambda function as its template describes it. */
export interface FunctionConfig {
  readonly name: string;
  readonly arn: string;
  readonly runtime: string;
  /** `file.export`, the file without its ending. */
  readonly handler: string;
  /** Folder with the function's code. */
  readonly codeDirectory: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly applicationLogLevel?: string;
  readonly systemLogLevel?: string;
}

/** A resource of the template that is there and does nothing here. */
export interface NotRun {
  readonly type: string;
  readonly name: string;
  readonly reason: string;
}

/** Lambda's own defaults.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-function.html */
const DEFAULT_TIMEOUT_S = 3;
const DEFAULT_MEMORY_MB = 128;

/** The functions among the resources that can be run here, and the others with the reason why not. */
export function functionsOf(resources: readonly ResolvedResource[]): { functions: FunctionConfig[]; notRun: NotRun[] } {
  const functions: FunctionConfig[] = [];
  const notRun: NotRun[] = [];
  for (const resource of resources) {
    if (resource.type !== 'AWS::Lambda::Function') continue;
    const runtime = String(resource.properties.Runtime ?? 'a container image');
    const codeDirectory = /^nodejs\d/.test(runtime) ? codeDirectoryOf(resource) : undefined;
    if (codeDirectory !== undefined) {
      functions.push(configOf(resource, runtime, codeDirectory));
    } else {
      const reason = runtime.startsWith('nodejs')
        ? 'its code is no asset of this assembly'
        : `${runtime} cannot be run here, only Node.js`;
      notRun.push({ type: resource.type, name: resource.ref, reason });
    }
  }
  return { functions, notRun };
}

function configOf(resource: ResolvedResource, runtime: string, codeDirectory: string): FunctionConfig {
  const { properties } = resource;
  const logging = isObject(properties.LoggingConfig) ? properties.LoggingConfig : {};
  const environment =
    isObject(properties.Environment) && isObject(properties.Environment.Variables)
      ? properties.Environment.Variables
      : {};
  return {
    name: resource.ref,
    arn: String(resource.attribute('Arn')),
    runtime,
    handler: String(properties.Handler ?? 'index.handler'),
    codeDirectory,
    timeoutMs: Number(properties.Timeout ?? DEFAULT_TIMEOUT_S) * 1000,
    memoryMb: Number(properties.MemorySize ?? DEFAULT_MEMORY_MB),
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
    logGroup: String(logging.LogGroup ?? `/aws/lambda/${resource.ref}`),
    logFormat: logging.LogFormat === 'JSON' ? 'JSON' : 'Text',
    ...(typeof logging.ApplicationLogLevel === 'string' ? { applicationLogLevel: logging.ApplicationLogLevel } : {}),
    ...(typeof logging.SystemLogLevel === 'string' ? { systemLogLevel: logging.SystemLogLevel } : {}),
  };
}

/** The folder of the function's asset, or one made for code that stands in the template; undefined for code that is elsewhere. */
function codeDirectoryOf({ properties, stack }: ResolvedResource): string | undefined {
  const code = isObject(properties.Code) ? properties.Code : {};
  if (typeof code.ZipFile === 'string') {
    const directory = mkdtempSync(join(tmpdir(), 'tailgate-inline-'));
    // Lambda takes inline code of Node.js for a CommonJS module.
    writeFileSync(join(directory, 'index.js'), code.ZipFile);
    return directory;
  }
  if (typeof code.S3Key !== 'string') return undefined;
  const asset = stack.assets.get(code.S3Key.replace(/\.zip$/, ''));
  return asset !== undefined && existsSync(asset) ? asset : undefined;
}
