import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './dependencies.ts';

/** A parameter that takes several segments of a path, as the router writes it: `{name{.+}}`. */
const GREEDY_PARAMETER = /\{(\w+)\{[^}]*\}\}/g;

/** The OpenAPI document of the routes that an app has. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>) {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Tailgate Logs API', version: '1', description: 'API calls, and the logs behind them.' },
  });
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [
    path.replace(GREEDY_PARAMETER, '{$1}'),
    item,
  ]);
  return { ...document, paths: Object.fromEntries(paths) };
}
