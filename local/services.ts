import type { ResolvedResource } from '../core/template/resolve.ts';
import { serveHttpApiRead } from './control-plane/http-api-reads.ts';
import { serveLambdaRead } from './control-plane/lambda-reads.ts';
import { serveQuery } from './control-plane/query-reads.ts';
import { serveRestApiRead } from './control-plane/rest-api-reads.ts';
import { type LocalService, sendServiceError } from './endpoint.ts';
import type { FunctionHost } from './functions/function-host.ts';
import { createInvokeApi } from './functions/invoke-api.ts';
import type { RestApi } from './gateway/rest/model.ts';
import { type LogsService, TARGET_PREFIX } from './logs-service/service.ts';
import type { Tables } from './tables/tables.ts';

/** The dependencies of the services on the endpoint. */
export interface ServiceDependencies {
  readonly resources: readonly ResolvedResource[];
  readonly accountId: string;
  readonly apis: readonly RestApi[];
  readonly host: FunctionHost;
  readonly logsService: LogsService;
  readonly tables: Tables | undefined;
  notice(message: string): void;
}

/** Creates the AWS services of the endpoint. Each decides which requests are for it. */
export function createServices(dependencies: ServiceDependencies): LocalService[] {
  const { resources, apis, host, logsService, tables } = dependencies;
  const invocations = createInvokeApi(host);
  return [
    {
      accepts: ({ signedFor, target }) => signedFor === 'logs' || target?.startsWith(TARGET_PREFIX) === true,
      handle: (request, response) => logsService.handle(request, response),
    },
    {
      accepts: ({ signedFor, path }) => signedFor === 'lambda' || /^\/20\d\d-\d\d-\d\d\/functions/.test(path),
      handle: (request, response) => {
        if (
          serveLambdaRead(host.functions, dependencies.resources, request, response) ||
          invocations.handle(request, response)
        )
          return;
        sendServiceError(
          response,
          501,
          'UnsupportedOperation',
          `The local Lambda does not serve ${request.method} ${request.url}.`,
        );
      },
    },
    {
      accepts: ({ signedFor }) => signedFor === 'apigateway',
      handle: (request, response) => {
        if (serveRestApiRead(apis, request, response) || serveHttpApiRead(resources, request, response)) return;
        sendServiceError(
          response,
          501,
          'UnsupportedOperation',
          `The local API Gateway does not serve ${request.method} ${request.url}.`,
        );
      },
    },
    {
      accepts: ({ signedFor }) => signedFor === 'cloudformation' || signedFor === 'sts',
      handle: (request, response, { signedFor = '' }) => {
        serveQuery(signedFor, dependencies, request, response).catch((error: Error) => {
          dependencies.notice(`${signedFor}: ${error.message}`);
          response.destroy();
        });
      },
    },
    ...(tables
      ? [
          {
            accepts: ({ signedFor, target }) => signedFor === 'dynamodb' || target?.startsWith('DynamoDB_') === true,
            handle: (request, response) => tables.handle(request, response),
          } satisfies LocalService,
        ]
      : []),
  ];
}
