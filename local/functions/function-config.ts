import { LOG_LEVELS, type LogLevel } from '../../core/levels.ts';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import type { UnsupportedResource } from '../unsupported-resources.ts';
import { type CodeOptions, findCodeDirectory } from './function-code.ts';

/** A Lambda function as its template describes it, with the defaults of the service.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export interface FunctionConfig {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  /** For example `nodejs24.x`. */
  readonly runtime: string;
  /** The architecture on AWS. Locally, the function runs on the architecture of this machine. @default x86_64 */
  readonly architecture?: 'arm64';
  /** `file.export`, relative to the folder of the code. */
  readonly handler: string;
  /** The folder of the unpacked asset. */
  readonly codeDirectory: string;
  /** The folders of the unpacked layers, in the order of the template. */
  readonly layerDirectories?: readonly string[];
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  /** `LoggingConfig.LogGroup`, or `/aws/lambda/<name>`. */
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Only with the JSON format. @default INFO */
  readonly applicationLogLevel?: LogLevel;
  /** Only with the JSON format. @default INFO */
  readonly systemLogLevel?: LogLevel;
  /** The maximum number of concurrent invocations; further ones are throttled. */
  readonly reservedConcurrency?: number;
  /** How often a failed asynchronous invocation is retried: 0 to 2. @default 2 */
  readonly maximumRetryAttempts?: number;
  /** The maximum age of an asynchronous event, in milliseconds. @default 6 hours */
  readonly maximumEventAgeMs?: number;
}

/** Reads the Node.js functions of the stacks, and lists the resources of Lambda that are not supported locally. */
export function readFunctions(
  resources: readonly ResolvedResource[],
  options: CodeOptions = {},
): { functions: FunctionConfig[]; unsupported: UnsupportedResource[] } {
  const functions: FunctionConfig[] = [];
  const unsupported: UnsupportedResource[] = [];
  for (const resource of resources) {
    const reportUnsupported = (reason: string) => unsupported.push({ type: resource.type, name: resource.ref, reason });
    if (resource.type === 'AWS::Lambda::Function') {
      const reason = unsupportedReason(resource);
      if (reason) {
        reportUnsupported(reason);
        continue;
      }
      const code = findCodeDirectory(resource, options);
      if ('reason' in code) reportUnsupported(code.reason);
      else functions.push(functionConfig(resource, code.directory, resources, options, reportUnsupported));
    } else if (resource.type in UNSUPPORTED_TYPES) {
      reportUnsupported(UNSUPPORTED_TYPES[resource.type] as string);
    }
  }
  return { functions, unsupported };
}

const UNSUPPORTED_TYPES: Readonly<Record<string, string>> = {
  'AWS::Lambda::EventSourceMapping': 'queues and streams do not invoke functions locally',
  'AWS::Lambda::Url': 'function URLs are not served locally',
};

function unsupportedReason(resource: ResolvedResource): string | undefined {
  const { Runtime: runtime, PackageType: packageType, Handler: handler } = resource.properties;
  if (packageType === 'Image') return 'container images are not supported';
  if (!/^nodejs\d+\.x$/.test(String(runtime))) return `only Node.js runtimes are supported, not ${runtime}`;
  if (typeof handler !== 'string') return 'the template has no handler';
  return undefined;
}

function functionConfig(
  resource: ResolvedResource,
  codeDirectory: string,
  resources: readonly ResolvedResource[],
  options: CodeOptions,
  reportUnsupported: (reason: string) => void,
): FunctionConfig {
  const { properties, ref: name } = resource;
  const logging = asRecord(properties.LoggingConfig);
  const logFormat = logging.LogFormat === 'JSON' ? 'JSON' : 'Text';
  const reserved = properties.ReservedConcurrentExecutions;
  const asyncConfig = resources.find(
    (other) => other.type === 'AWS::Lambda::EventInvokeConfig' && other.properties.FunctionName === name,
  );
  return {
    name,
    arn: String(resource.attribute('Arn')),
    ...(typeof properties.Description === 'string' && { description: properties.Description }),
    runtime: String(properties.Runtime),
    ...(Array.isArray(properties.Architectures) &&
      properties.Architectures[0] === 'arm64' && { architecture: 'arm64' as const }),
    handler: String(properties.Handler),
    codeDirectory,
    layerDirectories: layerDirectories(resource, resources, options, reportUnsupported),
    timeoutMs: number(properties.Timeout, 3) * 1000,
    memoryMb: number(properties.MemorySize, 128),
    environment: Object.fromEntries(
      Object.entries(asRecord(asRecord(properties.Environment).Variables)).map(([key, value]) => [key, String(value)]),
    ),
    logGroup: typeof logging.LogGroup === 'string' ? logging.LogGroup : `/aws/lambda/${name}`,
    logFormat,
    ...(logFormat === 'JSON' && {
      applicationLogLevel: level(logging.ApplicationLogLevel),
      systemLogLevel: level(logging.SystemLogLevel),
    }),
    ...(reserved !== undefined && { reservedConcurrency: number(reserved, 0) }),
    maximumRetryAttempts: Math.min(2, number(asyncConfig?.properties.MaximumRetryAttempts, 2)),
    maximumEventAgeMs: number(asyncConfig?.properties.MaximumEventAgeInSeconds, 6 * 3600) * 1000,
  };
}

function layerDirectories(
  resource: ResolvedResource,
  resources: readonly ResolvedResource[],
  options: CodeOptions,
  reportUnsupported: (reason: string) => void,
): string[] {
  const layers = Array.isArray(resource.properties.Layers) ? resource.properties.Layers : [];
  return layers.flatMap((layer) => {
    const version = resources.find((other) => other.type === 'AWS::Lambda::LayerVersion' && other.ref === layer);
    const code = version ? findCodeDirectory(version, options) : { reason: 'it is not in these stacks' };
    if ('directory' in code) return [code.directory];
    reportUnsupported(`runs without its layer ${layer}: ${code.reason}`);
    return [];
  });
}

function level(value: unknown): LogLevel {
  return LOG_LEVELS.find((known) => known === value) ?? 'INFO';
}

function number(value: unknown, defaultValue: number): number {
  const parsed = value === undefined ? defaultValue : Number(value);
  return Number.isFinite(parsed) ? parsed : defaultValue;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
