import { isObject } from '../../../core/is-object.ts';
import { knownText, Reference } from '../../../core/template/unknown-value.ts';
import { apiEventsOf, IMPLICIT_APIS } from './sam.ts';
import { type Resource, resourcesOf } from './template-app.ts';
import { referencedId, type Stage } from './template-stage.ts';
import { partialTextAt } from './template-text.ts';
import { objectAt, textAt } from './template-value.ts';

/** The part of an integration's URI that all invocations of functions have: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/…`.
 *  @see https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html */
const LAMBDA_PATH = ':lambda:path/';

/** Whether the templates show that the API of a stage invokes a function of Lambda. */
export function invokesFunction({ resource, apiId }: Stage): boolean {
  const { stack } = resource;
  if (hasFunctionEvent(resource)) return true;
  // Each route of this type invokes a function.
  if (resource.type === 'AWS::Serverless::WebSocketApi') return isObject(resource.properties.Routes);
  const api = stack.resource(apiId);
  if (api === undefined) return false;
  return (
    isFunction(stack.resource(referencedId(api.properties, 'Target'))) ||
    stack.resources.some(isInvocationBy(api)) ||
    hasInvocation(api.properties.Body ?? api.properties.DefinitionBody)
  );
}

function isInvocationBy(api: Resource): (resource: Resource) => boolean {
  return ({ type, properties }) => {
    if (type === 'AWS::ApiGateway::Method') {
      return referencedId(properties, 'RestApiId') === api.id && hasLambdaPath(properties, 'Integration', 'Uri');
    }
    if (type !== 'AWS::ApiGatewayV2::Integration' || referencedId(properties, 'ApiId') !== api.id) return false;
    // An HTTP API may have the ARN of the function as the URI. With a subtype it calls another service.
    const isProxy = textAt(properties, 'IntegrationType') === 'AWS_PROXY';
    return hasLambdaPath(properties, 'IntegrationUri') || (isProxy && !('IntegrationSubtype' in properties));
  };
}

function isFunction(target: Resource | undefined): boolean {
  return target?.type === 'AWS::Lambda::Function' || target?.type === 'AWS::Serverless::Function';
}

function hasLambdaPath(root: unknown, ...path: readonly string[]): boolean {
  return knownText(partialTextAt(root, ...path) ?? []).includes(LAMBDA_PATH);
}

/** Looks for `x-amazon-apigateway-integration` in an OpenAPI document. */
function hasInvocation(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasInvocation);
  if (!isObject(node)) return false;
  const integration = objectAt(node, 'x-amazon-apigateway-integration');
  if (isObject(integration)) {
    const type = textAt(integration, 'type');
    const isProxy = typeof type === 'string' && type.toLowerCase() === 'aws_proxy';
    if (hasLambdaPath(integration, 'uri') || (isProxy && !('integrationSubtype' in integration))) return true;
  }
  return Object.values(node).some(hasInvocation);
}

/** Whether a function of SAM has an event of the API. */
function hasFunctionEvent(api: Resource): boolean {
  return resourcesOf({ stacks: [api.stack] }, 'AWS::Serverless::Function').some((fn) =>
    apiEventsOf(fn.type, fn.properties).some(({ type, api: reference }) =>
      // Without a reference, the event belongs to the API that SAM creates in the template of the function.
      reference === undefined
        ? api.logicalId === IMPLICIT_APIS[type] && api.stackName === fn.stackName
        : reference instanceof Reference && reference.ref === api.id,
    ),
  );
}
