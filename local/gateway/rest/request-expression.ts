import { contextVariable, type Known } from './context-variables.ts';

/** What a mapping expression stands for: `method.request.header.<name>`, `.querystring.`, `.path.`, `stageVariables.<name>`,
 *  `context.<name>`. Undefined where the request has none.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html */
export function expressionValue(expression: string, known: Known): string | undefined {
  const [, source, name = ''] =
    /^(context|stageVariables|method\.request\.(?:header|querystring|path))\.(.+)$/.exec(expression) ?? [];
  const { request, stage, pathParameters } = known;
  switch (source) {
    case 'context':
      return contextVariable(name, known)?.toString();
    case 'stageVariables':
      return stage.variables[name];
    case 'method.request.header':
      return request.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
    case 'method.request.querystring':
      return request.query.get(name) ?? undefined;
    case 'method.request.path':
      return pathParameters[name];
    default:
      return undefined;
  }
}
