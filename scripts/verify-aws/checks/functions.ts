import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { type Check, failed, held, heldWithout } from '../check.ts';

/** The functions of the stacks. */
export const FUNCTION_CHECKS: readonly Check[] = [
  {
    name: 'function-logging',
    assumption: 'Every function writes JSON lines to the log group that its template names.',
    source:
      'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html; test/infra/deployment/engine/types/functions.ts',
    async run(deployment) {
      const functions = deployment.ofType('AWS::Lambda::Function');
      const deviations: string[] = [];
      for (const { physicalId, properties, stackId } of functions) {
        const { LoggingConfig = {} } = await deployment.clients.lambda.send(
          new GetFunctionConfigurationCommand({ FunctionName: physicalId }),
        );
        const { LogGroup } = (properties.LoggingConfig ?? {}) as { readonly LogGroup?: unknown };
        const expected = deployment.refOf(LogGroup, stackId);
        if (LoggingConfig.LogFormat !== 'JSON') deviations.push(`${physicalId}: format ${LoggingConfig.LogFormat}`);
        if (LoggingConfig.LogGroup !== expected)
          deviations.push(`${physicalId}: group ${LoggingConfig.LogGroup} instead of ${expected}`);
      }
      return functions.length === 0
        ? failed('the stacks have no functions')
        : heldWithout(deviations, `${functions.length} functions`);
    },
  },
  {
    name: 'reserved-concurrency',
    assumption:
      'The stacks reserve no concurrent executions: a new account may have a quota of 10, of which none can be reserved.',
    source:
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; test/infra/deployment/scenarios/sample.test.ts',
    async run(deployment) {
      const { clients } = deployment;
      const functions = deployment.ofType('AWS::Lambda::Function');
      const reserved: string[] = [];
      for (const { physicalId: FunctionName } of functions) {
        const { ReservedConcurrentExecutions } = await clients.lambda.send(
          new GetFunctionConcurrencyCommand({ FunctionName }),
        );
        if (ReservedConcurrentExecutions !== undefined)
          reserved.push(`${FunctionName}: ${ReservedConcurrentExecutions}`);
      }
      const { AccountLimit = {} } = await clients.lambda.send(new GetAccountSettingsCommand({}));
      const quota = `quota ${AccountLimit.ConcurrentExecutions}, unreserved ${AccountLimit.UnreservedConcurrentExecutions}`;
      return reserved.length === 0 ? held(quota) : failed(`${reserved.join('; ')} (${quota})`);
    },
  },
];
