import { isObject } from '../../../core/is-object.ts';
import { isIntrinsic } from '../../../core/template/intrinsics.ts';
import type { Template, TemplateResource } from '../../../core/template/template.ts';

type Properties = Readonly<Record<string, unknown>>;

/** The section of `Globals` for each resource type. */
const SECTIONS: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::Api': 'Api',
  'AWS::Serverless::HttpApi': 'HttpApi',
  'AWS::Serverless::WebSocketApi': 'WebSocketApi',
};

/** The properties of a SAM resource, merged with `Globals`. Values of the resource take precedence over global ones; objects are
 *  merged, and lists are concatenated, the global items first.
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html */
export function withGlobals(globals: unknown, type: string, properties: Properties): Properties {
  const section = Object.hasOwn(SECTIONS, type) ? SECTIONS[type] : undefined;
  if (section === undefined || !isObject(globals) || !isObject(globals[section])) return properties;
  return merge(globals[section], properties) as Properties;
}

function merge(global: unknown, own: unknown): unknown {
  if (Array.isArray(global) && Array.isArray(own)) return [...global, ...own];
  if (!isObject(global) || !isObject(own) || isIntrinsic(global) || isIntrinsic(own)) return own;
  const result: Record<string, unknown> = { ...global };
  for (const [name, value] of Object.entries(own)) {
    result[name] = Object.hasOwn(global, name) ? merge(global[name], value) : value;
  }
  return result;
}

/** The APIs that SAM creates for functions whose events do not refer to an API.
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-api.html */
export function implicitApis(template: Template): [string, TemplateResource][] {
  const events = Object.values(template.Resources)
    .filter((resource) => resource.Type === 'AWS::Serverless::Function')
    .flatMap(({ Properties = {} }) => (isObject(Properties.Events) ? Object.values(Properties.Events) : []))
    .filter(isObject);
  const isNeeded = (type: string, idProperty: string) =>
    events.some((event) => {
      const properties = isObject(event.Properties) ? event.Properties : {};
      return event.Type === type && properties[idProperty] === undefined;
    });
  return [
    ...(isNeeded('Api', 'RestApiId') ? [implicitApi('ServerlessRestApi', 'AWS::Serverless::Api', 'Prod')] : []),
    ...(isNeeded('HttpApi', 'ApiId') ? [implicitApi('ServerlessHttpApi', 'AWS::Serverless::HttpApi', '$default')] : []),
  ];
}

function implicitApi(logicalId: string, Type: string, StageName: string): [string, TemplateResource] {
  return [logicalId, { Type, Properties: { StageName } }];
}
