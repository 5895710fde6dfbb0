import { isObject } from '../../../core/is-object.ts';
import { isIntrinsic } from '../../../core/template/intrinsics.ts';
import type { Template, TemplateResource } from '../../../core/template/template.ts';
import { UnknownValue } from '../../../core/template/unknown-value.ts';

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

/** An event of a SAM function or state machine that calls it through an API. */
export interface ApiEvent {
  readonly type: 'Api' | 'HttpApi';
  /** The property that refers to the API. Undefined for an event of the API that SAM creates. */
  readonly api: unknown;
}

/** The property of each event type that refers to the API.
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-statemachine-statemachineeventsource.html */
const API_PROPERTIES = { Api: 'RestApiId', HttpApi: 'ApiId' } as const;

/** The logical ids of the APIs that SAM creates for events which do not refer to an API. */
export const IMPLICIT_APIS = { Api: 'ServerlessRestApi', HttpApi: 'ServerlessHttpApi' } as const;

/** The events of a resource that lead to an API. A state machine has only events of REST APIs. */
export function apiEventsOf(type: string, { Events }: Properties): ApiEvent[] {
  const isStateMachine = type === 'AWS::Serverless::StateMachine';
  if (!isObject(Events) || (type !== 'AWS::Serverless::Function' && !isStateMachine)) return [];
  return Object.values(Events).flatMap((event) => {
    if (!isObject(event) || (event.Type !== 'Api' && (event.Type !== 'HttpApi' || isStateMachine))) return [];
    // Without properties, an event of type HttpApi means all routes.
    const properties = event.Properties ?? (event.Type === 'HttpApi' ? {} : undefined);
    if (!isObject(properties) || properties instanceof UnknownValue || isIntrinsic(properties)) return [];
    return { type: event.Type, api: properties[API_PROPERTIES[event.Type]] ?? undefined };
  });
}

/** The APIs that SAM creates for functions and state machines whose events do not refer to an API. `Globals` cannot change the names of
 *  their stages. An API has a condition if everything that calls it has one.
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-api.html
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-statemachine.html */
export function implicitApis(template: Template): [string, TemplateResource][] {
  const targets = Object.values(template.Resources);
  const implicit = (type: ApiEvent['type'], apiType: string, stageName: string): [string, TemplateResource][] => {
    const callers = targets.filter(({ Type, Properties = {} }) =>
      apiEventsOf(Type, Properties).some((event) => event.type === type && event.api === undefined),
    );
    if (callers.length === 0 || template.Resources[IMPLICIT_APIS[type]]?.Type === apiType) return [];
    const conditions = new Set(callers.map(({ Condition }) => Condition));
    // SAM combines several conditions in one of this name.
    const Condition = conditions.has(undefined)
      ? undefined
      : conditions.size === 1
        ? [...conditions][0]
        : `${IMPLICIT_APIS[type]}Condition`;
    return [
      [
        IMPLICIT_APIS[type],
        { Type: apiType, Properties: { StageName: stageName }, ...(Condition !== undefined && { Condition }) },
      ],
    ];
  };
  return [
    ...implicit('Api', 'AWS::Serverless::Api', 'Prod'),
    ...implicit('HttpApi', 'AWS::Serverless::HttpApi', '$default'),
  ];
}
