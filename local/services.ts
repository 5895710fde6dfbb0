import type { ResolvedResource } from '../core/template/resolve.ts';
import { answerApiGatewayRead } from './control-plane/api-gateway-reads.ts';
import { answerLambdaRead } from './control-plane/lambda-reads.ts';
import { answerQuery } from './control-plane/query-reads.ts';
import { type LocalService, refuse } from './endpoint.ts';
import type { FunctionConfig } from './functions/function-config.ts';
import type { RestApi } from './gateway/rest-api.ts';
import { type LogsService, TARGET_PREFIX } from './logs-service/service.ts';
import type { Tables } from './tables/tables.ts';

/** What the services on the endpoint are made of. */
export interface ServiceParts {
  readonly resources: readonly ResolvedResource[];
  readonly accountId: string;
  readonly apis: readonly RestApi[];
  readonly functions: readonly FunctionConfig[];
  readonly logs: LogsService;
  readonly tables: Tables | undefined;
  notice(message: string): void;
}

/** Every AWS service that the endpoint serves, and by which requests it is meant. */
export function servicesOf(parts: ServiceParts): LocalService[] {
  const { apis, functions, logs, tables } = parts;
  return [
    {
      accepts: ({ signedFor, target }) => signedFor === 'logs' || target?.startsWith(TARGET_PREFIX) === true,
      handle: (request, response) => logs.handle(request, response),
    },
    {
      accepts: ({ signedFor, path }) => signedFor === 'lambda' || path.startsWith('/2015-03-31/functions'),
      handle: (request, response) => {
        if (answerLambdaRead(functions, request, response)) return;
        refuse(
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
        if (answerApiGatewayRead(apis, request, response)) return;
        refuse(
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
        answerQuery(signedFor, parts, request, response).catch((error: Error) => {
          parts.notice(`${signedFor}: ${error.message}`);
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
