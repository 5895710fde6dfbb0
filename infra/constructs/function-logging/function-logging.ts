import { CustomResourceProviderBase, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { LOG_LEVELS } from '../../../core/levels.ts';
import type { LogGroupSettings } from '../cdk-log-group.ts';
import {
  isBoolean,
  isConstruct,
  isOneOf,
  isRemovalPolicy,
  isRetention,
  type PropChecks,
  propErrors,
  throwPropErrors,
} from '../prop-errors.ts';
import { aspectOfApp, mergeProps, type RequestedSettings, ScopedSettings } from '../scoped-settings.ts';
import { functionLogGroup } from './function-log-group.ts';
import { type FunctionLoggingProps, SYSTEM_LEVELS } from './function-logging-props.ts';
import { restrictToLogGroup } from './log-permissions.ts';
import { configureProvider } from './provider-logging.ts';

const CHECKS: PropChecks<FunctionLoggingProps> = {
  enabled: isBoolean,
  retention: isRetention,
  applicationLevel: isOneOf(LOG_LEVELS),
  systemLevel: isOneOf(SYSTEM_LEVELS),
  debugBuffer: isBoolean,
  encryptionKey: isConstruct('keyArn', 'a KMS key: new Key(…), or Key.fromKeyArn(…)'),
  removalPolicy: isRemovalPolicy,
};

/** Configures the logging of functions: JSON, by level, to a log group of their own with a retention, and without the permission to
 *  create log groups. Functions that are deployed already are not replaced.
 *
 *  ```ts
 *  FunctionLogging.of(app).enable();
 *  FunctionLogging.of(checkout).enable({ applicationLevel: 'DEBUG' });
 *  ```
 *
 *  The props of a scope override those of the enclosing scopes, prop by prop. Log levels that a function sets itself stay, unless a
 *  prop sets them. */
export class FunctionLogging {
  readonly #scope: IConstruct;

  private constructor(scope: IConstruct) {
    this.#scope = scope;
  }

  /** @param scope an app, a stage, a stack, or a function (L2 or L1). */
  static of(scope: IConstruct): FunctionLogging {
    return new FunctionLogging(scope);
  }

  /** Takes effect when the app is synthesized.
   *  @throws Error for invalid props. */
  enable(props: FunctionLoggingProps = {}): void {
    throwPropErrors('FunctionLogging', this.#scope, propErrors(props, CHECKS));
    aspectOfApp(this.#scope, LambdaLogging).request({ scope: this.#scope, props });
  }
}

/** A function, or the function that the CDK creates for its own custom resources. */
interface Target {
  readonly resource: CfnFunction | CustomResourceProviderBase;
}

class LambdaLogging extends ScopedSettings<FunctionLoggingProps, Target> {
  protected readonly loggingSwitch = { tag: 'tailgate:function-logging', context: 'functionLogging' };

  protected targetOf(construct: IConstruct): Target | undefined {
    const isFunction = construct instanceof CfnFunction || construct instanceof CustomResourceProviderBase;
    return isFunction ? { resource: construct } : undefined;
  }

  protected configure(target: Target, requested: readonly RequestedSettings<FunctionLoggingProps>[]): void {
    if (!this.isEnabled(target, requested)) return;
    const { resource } = target;
    const props = mergeProps(requested.map((settings) => settings.props));
    if (resource instanceof CfnFunction) configureFunction(resource, props);
    else configureProvider(resource, logGroupSettings(props), props);
  }
}

function configureFunction(resource: CfnFunction, props: FunctionLoggingProps): void {
  const current = Stack.of(resource).resolve(resource.loggingConfig) ?? {};
  const level = props.applicationLevel ?? current.applicationLogLevel ?? 'INFO';
  const logGroup = functionLogGroup(resource, logGroupSettings(props));
  resource.loggingConfig = {
    logGroup,
    logFormat: 'JSON',
    applicationLogLevel: props.debugBuffer ? 'DEBUG' : level,
    systemLogLevel: props.systemLevel ?? current.systemLogLevel ?? 'INFO',
  };
  if (props.debugBuffer) resource.addPropertyOverride('Environment.Variables.POWERTOOLS_LOG_LEVEL', level);
  restrictToLogGroup(resource, logGroup);
}

function logGroupSettings({ retention, removalPolicy, encryptionKey }: FunctionLoggingProps): LogGroupSettings {
  return {
    retention: retention ?? RetentionDays.ONE_MONTH,
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
    encryptionKey,
  };
}
