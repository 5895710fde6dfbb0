import { type CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { LOG_LEVELS } from '../../../core/levels.ts';
import {
  isBoolean,
  isConstruct,
  isOneOf,
  isRemovalPolicy,
  isRetention,
  type PropChecks,
  propErrors,
  requireConstruct,
  throwPropErrors,
} from '../prop-errors.ts';
import { acknowledgeRule } from '../rule-acknowledgement.ts';
import { aspectOfApp, type RequestedSettings, ScopedSettings } from '../scoped-settings.ts';
import { configureFunction } from './configure-function.ts';
import { type FunctionLoggingProps, SYSTEM_LEVELS } from './function-logging-props.ts';
import { isFunctionResource } from './function-resource.ts';

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
 *  create this group again. Functions and log groups that are deployed already are not replaced. A function with `currentVersion`
 *  gets a new version, as with every change of it.
 *
 *  Lambda@Edge functions stay as they are: CloudFormation cannot delete the version before while CloudFront has replicas of it, for hours.
 *  `FunctionLogging.of(edgeFunction.lambda).enable()` sets format and levels of one; its replicas still create their own log groups.
 *  @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-delete-replicas.html
 *
 *  ```ts
 *  FunctionLogging.of(app).enable();
 *  FunctionLogging.of(checkout).enable({ applicationLevel: 'DEBUG' });
 *  ```
 *
 *  The props of a scope override those of the enclosing scopes, prop by prop. Log levels that a function sets itself stay, unless a
 *  prop of the function itself sets them. A format, a log group and a retention that a function sets itself always stay: a prop of the
 *  function itself that contradicts them is refused. */
export class FunctionLogging {
  readonly #scope: IConstruct;

  private constructor(scope: IConstruct) {
    this.#scope = scope;
  }

  /** @param scope an app, a stage, a stack, a function (L2 or L1), or a construct that contains functions. */
  static of(scope: IConstruct): FunctionLogging {
    requireConstruct('FunctionLogging.of', scope, 'an app, a stack, or a function');
    return new FunctionLogging(scope);
  }

  /** Takes effect when the app is synthesized.
   *  @throws Error for invalid props; when the app is synthesized, for a scope without functions that is not a stack, stage or app. */
  enable(props: FunctionLoggingProps = {}): void {
    throwPropErrors('FunctionLogging', this.#scope, propErrors(props, CHECKS));
    requireFunction(this.#scope);
    aspectOfApp(this.#scope, LambdaLogging).request({ scope: this.#scope, props });
  }
}

/** An API, or an imported function, has nothing to configure. Functions can be added to the scope later. */
function requireFunction(scope: IConstruct): void {
  if (Stack.isStack(scope) || Stage.isStage(scope)) return;
  scope.node.addValidation({
    validate: () =>
      scope.node.findAll().some(isFunctionResource)
        ? []
        : [
            `FunctionLogging.of(…): ${scope.node.path} contains no function of this app. Pass a function that this app defines, a construct that contains functions, a stack, or the app.`,
          ],
  });
}

/** Acknowledges the findings on a function whose logging is switched off. */
function acknowledgeDisabled(resource: CfnResource): void {
  const reason = 'FunctionLogging is switched off for this function: by enabled: false, a tag or the context.';
  acknowledgeRule(resource, 'function-without-log-group', reason);
  acknowledgeRule(resource, 'function-text-log-format', reason);
}

/** A function of any class. */
interface Target {
  readonly resource: CfnResource;
}

class LambdaLogging extends ScopedSettings<FunctionLoggingProps, Target> {
  protected readonly loggingSwitch = { tag: 'tailgate:function-logging', context: 'functionLogging' };

  protected targetOf(construct: IConstruct): Target | undefined {
    return isFunctionResource(construct) ? { resource: construct } : undefined;
  }

  protected configure(target: Target, requested: readonly RequestedSettings<FunctionLoggingProps>[]): void {
    if (this.isEnabled(target, requested)) configureFunction(target.resource, requested);
    else acknowledgeDisabled(target.resource);
  }
}
