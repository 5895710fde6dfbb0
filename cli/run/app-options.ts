import { basename } from 'node:path';
import { routeError } from '../../local/run/route-patterns.ts';
import type { AppOptions } from '../../local/run/session.ts';
import { UsageError } from '../errors.ts';
import type { ProjectSettings } from '../settings/project-settings.ts';

/** The default paths of health checks. */
export const HEALTH_CHECKS = ['/health', '/healthz', '/livez', '/readyz'];

const DEFAULT_WAIT_MS = 30_000;

/** `logging.apiLogging` of the project's settings. */
type ApiLoggingSettings = NonNullable<NonNullable<ProjectSettings['logging']>['apiLogging']>;

/** The flags of `logs run` about the program and its requests. */
export interface AppFlags {
  readonly 'app-port': number | undefined;
  readonly port: number;
  readonly 'app-wait': number | undefined;
  readonly 'api-logging': boolean | undefined;
  readonly route: string[] | undefined;
  readonly 'omit-health-checks': boolean | undefined;
  readonly 'health-check': string[] | undefined;
}

/** The options of the proxy; flags take precedence over the settings. Without --app-port there is no proxy.
 *  @throws UsageError for an invalid route, or when the proxy and the program would use the same port. */
export function appOptions(flags: AppFlags, settings: ApiLoggingSettings): { readonly app?: AppOptions } {
  for (const route of flags.route ?? []) {
    const error = routeError(route);
    if (error) throw new UsageError(`--route "${route}": ${error}.`, `Write one such as '/users/{id}'.`);
  }
  const port = flags['app-port'];
  if (port === undefined) return {};
  if (port === flags.port)
    throw new UsageError(`--port ${port} is the port of the program.`, 'Choose another port for the proxy.');
  const omitsHealthChecks = flags['omit-health-checks'] ?? settings.omitHealthChecks ?? false;
  const app = {
    port,
    proxyPort: flags.port,
    waitMs: flags['app-wait'] ?? DEFAULT_WAIT_MS,
    logCalls: flags['api-logging'] ?? settings.enabled ?? true,
    routes: flags.route ?? [],
    unloggedPaths: omitsHealthChecks ? (flags['health-check'] ?? HEALTH_CHECKS) : [],
  };
  return { app };
}

/** The name of the program in its log groups.
 *  @param flag the value of --app-id. @default the name of the directory
 *  @throws UsageError for a name with characters that a log group's name cannot have. */
export function appIdOf(flag: string | undefined, directory: string): string {
  if (flag === undefined) return basename(directory).replace(/[^\w.-]+/g, '-') || 'app';
  if (/^[\w.-]{1,100}$/.test(flag)) return flag;
  throw new UsageError(
    `--app-id "${flag}" cannot be part of a log group's name.`,
    'Use only letters, digits, ".", "_" and "-".',
  );
}
