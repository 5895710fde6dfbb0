import { Aws, CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  ApplicationLogLevel,
  type CfnFunction,
  Code,
  type FunctionOptions,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import type { FunctionLoggingProps } from '../../../infra/constructs/function-logging/function-logging-props.ts';
import { emptyStack, only } from '../synthesize.ts';

const FUNCTION = 'AWS::Lambda::Function';

function createFunction(stack: Stack, options: FunctionOptions = {}): CfnFunction {
  const created = new LambdaFunction(stack, 'Charge', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    ...options,
  });
  return created.node.defaultChild as CfnFunction;
}

/** What a function has in the template, with `debugBuffer` for the whole stack. */
function buffered(create: (stack: Stack) => CfnFunction, props: FunctionLoggingProps = {}) {
  const stack = emptyStack();
  create(stack);
  FunctionLogging.of(stack).enable({ debugBuffer: true, ...props });
  const { LoggingConfig, Environment } = only(stack, FUNCTION).Properties;
  return { stack, level: LoggingConfig.ApplicationLogLevel, environment: Environment?.Variables };
}

describe('the level of the logger that a function sets stays', () => {
  it.each<[string, (stack: Stack) => CfnFunction, unknown]>([
    ['environment', (stack) => createFunction(stack, { environment: { LOG_LEVEL: 'DEBUG' } }), { LOG_LEVEL: 'DEBUG' }],
    [
      'environment, beside an override of another variable',
      (stack) => {
        const resource = createFunction(stack, { environment: { POWERTOOLS_LOG_LEVEL: 'ERROR' } });
        resource.addPropertyOverride('Environment.Variables.TABLE', 'orders');
        return resource;
      },
      { POWERTOOLS_LOG_LEVEL: 'ERROR', TABLE: 'orders' },
    ],
    [
      'an override',
      (stack) => {
        const resource = createFunction(stack);
        resource.addPropertyOverride('Environment.Variables.POWERTOOLS_LOG_LEVEL', 'WARN');
        return resource;
      },
      { POWERTOOLS_LOG_LEVEL: 'WARN' },
    ],
    [
      'a parameter of the stack',
      (stack) => createFunction(stack, { environment: { LOG_LEVEL: new CfnParameter(stack, 'Level').valueAsString } }),
      { LOG_LEVEL: { Ref: 'Level' } },
    ],
    [
      'the variable of the helper',
      (stack) => createFunction(stack, { environment: { TAILGATE_LOG_LEVEL: 'warn' } }),
      { TAILGATE_LOG_LEVEL: 'warn' },
    ],
  ])('%s', (_, create, expected) => {
    expect(buffered(create, { applicationLevel: 'INFO' })).toMatchObject({ level: 'DEBUG', environment: expected });
  });

  it('when the variables are known only at deployment, with a warning', () => {
    const { stack, environment } = buffered((owner) => {
      const resource = createFunction(owner);
      new CfnCondition(owner, 'IsProd', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
      resource.environment = { variables: Fn.conditionIf('IsProd', { LOG_LEVEL: 'ERROR' }, {}) };
      return resource;
    });
    expect(environment).toEqual({ 'Fn::If': ['IsProd', { LOG_LEVEL: 'ERROR' }, {}] });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('does not set POWERTOOLS_LOG_LEVEL'));
  });

  it('and a prop of this function that contradicts it is refused', () => {
    const stack = emptyStack();
    const resource = createFunction(stack, { environment: { LOG_LEVEL: 'DEBUG' } });
    FunctionLogging.of(resource).enable({ debugBuffer: true, applicationLevel: 'WARN' });
    expect(() => Template.fromStack(stack)).toThrow(
      /Orders\/Charge.*applicationLevel is WARN, but the environment variable LOG_LEVEL of the function is "DEBUG"/s,
    );
  });

  it('together with the level in Lambda that it sets, with a warning', () => {
    const { stack, level, environment } = buffered((owner) =>
      createFunction(owner, {
        loggingFormat: LoggingFormat.JSON,
        applicationLogLevelV2: ApplicationLogLevel.ERROR,
        environment: { LOG_LEVEL: 'INFO' },
      }),
    );
    expect({ level, environment }).toEqual({ level: 'ERROR', environment: { LOG_LEVEL: 'INFO' } });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('debugBuffer has no effect'));
  });
});

it('does not drop the lines of level TRACE that a function buffers', () => {
  const { level, environment } = buffered((stack) =>
    createFunction(stack, { loggingFormat: LoggingFormat.JSON, applicationLogLevelV2: ApplicationLogLevel.TRACE }),
  );
  expect({ level, environment }).toEqual({ level: 'TRACE', environment: { POWERTOOLS_LOG_LEVEL: 'TRACE' } });
});

it.each(['a typed property', 'an override'])('replaces a level by that of a prop: %s', (kind) => {
  const stack = emptyStack();
  const resource = createFunction(stack, { loggingFormat: LoggingFormat.JSON });
  if (kind === 'an override') resource.addPropertyOverride('LoggingConfig.ApplicationLogLevel', 'WARN');
  else resource.loggingConfig = { logFormat: 'JSON', applicationLogLevel: 'WARN' };
  FunctionLogging.of(resource).enable({ applicationLevel: 'DEBUG' });
  expect(only(stack, FUNCTION).Properties.LoggingConfig).toMatchObject({ ApplicationLogLevel: 'DEBUG' });
});

it('sets a format where an override deletes it: Lambda refuses levels without the format JSON', () => {
  const stack = emptyStack();
  createFunction(stack, { loggingFormat: LoggingFormat.TEXT }).addPropertyDeletionOverride('LoggingConfig.LogFormat');
  FunctionLogging.of(stack).enable();
  expect(only(stack, FUNCTION).Properties.LoggingConfig).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: 'INFO' });
});

// Lambda publishes no version of a function that did not change, and CloudFormation then fails: "A version for this Lambda function
// exists". A format JSON without levels has the level INFO, as `loggingConfigWithPublish` shows on AWS:
// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lambda/function_test.go
describe('a published version of a function', () => {
  const configured = (stack: Stack): FunctionOptions => ({
    loggingFormat: LoggingFormat.JSON,
    logGroup: new LogGroup(stack, 'Logs', { retention: 30 }),
  });

  function versions(options: (stack: Stack) => FunctionOptions, change: (resource: CfnFunction) => void = () => {}) {
    return [false, true].map((isEnabled) => {
      const stack = emptyStack();
      const resource = createFunction(stack, options(stack));
      change(resource);
      (resource.node.scope as LambdaFunction).addAlias('live');
      if (isEnabled) FunctionLogging.of(stack).enable();
      return Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Version'));
    });
  }

  it.each<[string, (stack: Stack) => FunctionOptions, (resource: CfnFunction) => void]>([
    ['JSON to its own group', configured, () => {}],
    [
      'JSON with a level',
      (stack) => ({ ...configured(stack), applicationLogLevelV2: ApplicationLogLevel.WARN }),
      () => {},
    ],
    ['Text to its own group', (stack) => ({ ...configured(stack), loggingFormat: LoggingFormat.TEXT }), () => {}],
    [
      'overrides in another order than the CDK writes them',
      () => ({}),
      (resource) => {
        resource.addPropertyOverride('LoggingConfig.SystemLogLevel', 'WARN');
        resource.addPropertyOverride('LoggingConfig.LogGroup', '/orders/charge');
        resource.addPropertyOverride('LoggingConfig.LogFormat', 'JSON');
      },
    ],
  ])('stays when nothing changes for Lambda: %s', (_, options, change) => {
    const [before, after] = versions(options, change);
    expect(after).toEqual(before);
  });

  it('is a new one when the logging changes', () => {
    const [before, after] = versions(() => ({}));
    expect(after).not.toEqual(before);
  });
});
