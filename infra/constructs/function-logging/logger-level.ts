import { Annotations, type CfnResource, Stack } from 'aws-cdk-lib';
import { isObject } from '../../../core/is-object.ts';
import { isIntrinsic } from '../../../core/template/intrinsics.ts';
import { propertyOf, upperKeys } from './function-resource.ts';

/** The variables from which Tailgate's helper and Powertools take the level of the logger, the first that is set.
 *  @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/#setting-the-log-level */
const LEVEL_VARIABLES = ['TAILGATE_LOG_LEVEL', 'POWERTOOLS_LOG_LEVEL', 'LOG_LEVEL'];

/** The name of the environment variable by which a function itself sets the level of its logger. */
export function loggerVariable(resource: CfnResource): string | undefined {
  const variables = variablesOf(resource) ?? {};
  return LEVEL_VARIABLES.find((name) => variables[name] !== undefined);
}

/** Sets the level of the logger of a function, unless the function sets it.
 *  @param requested the level that a prop of the function itself requests.
 *  @throws Error when the function sets another level than this prop. */
export function setLoggerLevel(resource: CfnResource, level: unknown, requested: unknown): void {
  const variables = variablesOf(resource);
  if (variables === undefined) {
    Annotations.of(resource).addWarningV2(
      'tailgate:logger-level',
      'The environment variables of this function are known only at deployment, so debugBuffer does not set POWERTOOLS_LOG_LEVEL. Set it where the variables are defined.',
    );
    return;
  }
  const name = loggerVariable(resource);
  if (name === undefined) {
    resource.addPropertyOverride('Environment.Variables.POWERTOOLS_LOG_LEVEL', level);
    return;
  }
  const own = variables[name];
  if (requested === undefined || (typeof own === 'string' && own.toUpperCase() === requested)) return;
  throw new Error(
    `FunctionLogging of ${resource.node.path}: applicationLevel is ${requested}, but the environment variable ${name} of the function is ${JSON.stringify(own)}. Remove one of them.`,
  );
}

/** Undefined when an intrinsic function decides the variables. */
function variablesOf(resource: CfnResource): Record<string, unknown> | undefined {
  const environment = upperKeys(Stack.of(resource).resolve(propertyOf(resource, 'Environment')));
  const { Variables: variables = {} } = environment;
  return isIntrinsic(environment) || !isObject(variables) || isIntrinsic(variables) ? undefined : variables;
}
