import { AspectPriority, Aspects, CustomResourceProviderBase, type IAspect, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { LOG_LEVELS } from '../../../core/levels.ts';
import { defined } from '../defined.ts';
import { switchedOn } from '../logging-switch.ts';
import { retentionFaults, wordFaults } from '../prop-errors.ts';
import { type GroupSettings, ownLogGroup } from './function-log-group.ts';
import { type FunctionLoggingProps, SYSTEM_LEVELS } from './function-logging-props.ts';
import { limitToLogGroup } from './log-permissions.ts';
import { logProvider } from './provider-logging.ts';

/** Names of the tag and the context value that switch the logging of functions: `on` or `off`. */
const SWITCH = { tag: 'tailgate:function-logging', context: 'functionLogging' };

interface Wish {
  readonly scope: IConstruct;
  readonly props: FunctionLoggingProps;
}

/** Makes functions log as they should: JSON, by level, to a bounded log group of their own, without the right to make others. It
 *  changes functions that are deployed already without replacing them.
 *
 *  ```ts
 *  FunctionLogging.of(app).enable();
 *  FunctionLogging.of(checkout).enable({ applicationLevel: 'DEBUG' });
 *  ```
 *
 *  A scope inside another overrides it prop by prop; what a function says itself of its levels stays. */
export class FunctionLogging {
  readonly #scope: IConstruct;

  private constructor(scope: IConstruct) {
    this.#scope = scope;
  }

  /** @param scope an app, a stage, a stack, or a function, L2 or L1. */
  static of(scope: IConstruct): FunctionLogging {
    return new FunctionLogging(scope);
  }

  /** Has effect when the app is synthesized.
   *  @throws Error for props that are wrong. */
  enable(props: FunctionLoggingProps = {}): void {
    const faults = [
      ...retentionFaults('retention', props.retention),
      ...wordFaults('applicationLevel', props.applicationLevel, LOG_LEVELS),
      ...wordFaults('systemLevel', props.systemLevel, SYSTEM_LEVELS),
    ];
    if (faults.length > 0) {
      throw new Error(`FunctionLogging of ${this.#scope.node.path || 'the app'}: ${faults.join(' ')}`);
    }
    LoggingOfFunctions.in(this.#scope.node.root).wish({ scope: this.#scope, props });
  }
}

/** The aspect that does it: one an app, so that a function which several calls reach is changed once. */
class LoggingOfFunctions implements IAspect {
  static readonly #ofRoot = new WeakMap<IConstruct, LoggingOfFunctions>();
  readonly #wishes: Wish[] = [];
  readonly #done = new Set<IConstruct>();

  static in(root: IConstruct): LoggingOfFunctions {
    let aspect = LoggingOfFunctions.#ofRoot.get(root);
    if (!aspect) {
      aspect = new LoggingOfFunctions();
      LoggingOfFunctions.#ofRoot.set(root, aspect);
      Aspects.of(root).add(aspect, { priority: AspectPriority.MUTATING });
    }
    return aspect;
  }

  wish(wish: Wish): void {
    this.#wishes.push(wish);
  }

  visit(construct: IConstruct): void {
    const isProvider = construct instanceof CustomResourceProviderBase;
    if (!(isProvider || construct instanceof CfnFunction) || this.#done.has(construct)) return;
    this.#done.add(construct);
    const { scopes } = construct.node;
    const wishes = this.#wishes
      .filter(({ scope }) => scopes.includes(scope))
      .sort((one, other) => scopes.indexOf(one.scope) - scopes.indexOf(other.scope));
    if (wishes.length === 0) return;
    try {
      const props = Object.assign({}, ...wishes.map(({ props }) => defined(props)));
      if (!(props.enabled ?? switchedOn(construct, SWITCH) ?? true)) return;
      if (isProvider) logProvider(construct, groupSettings(props), props);
      else logFunction(construct, props);
    } catch (error) {
      construct.node.addValidation({ validate: () => [(error as Error).message] });
    }
  }
}

function logFunction(resource: CfnFunction, props: FunctionLoggingProps): void {
  const own = Stack.of(resource).resolve(resource.loggingConfig) ?? {};
  const level = props.applicationLevel ?? own.applicationLogLevel ?? 'INFO';
  const logGroup = ownLogGroup(resource, groupSettings(props));
  resource.loggingConfig = {
    logGroup,
    logFormat: 'JSON',
    applicationLogLevel: props.debugBuffer ? 'DEBUG' : level,
    systemLogLevel: props.systemLevel ?? own.systemLogLevel ?? 'INFO',
  };
  if (props.debugBuffer) resource.addPropertyOverride('Environment.Variables.POWERTOOLS_LOG_LEVEL', level);
  limitToLogGroup(resource, logGroup);
}

function groupSettings({ retention, removalPolicy, encryptionKey }: FunctionLoggingProps): GroupSettings {
  return {
    retention: retention ?? RetentionDays.ONE_MONTH,
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
    ...(encryptionKey !== undefined && { encryptionKey }),
  };
}
