import { App, Duration, Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { ApiLogging } from '../../../infra/constructs/api-logging/api-logging.ts';
import type { ApiLoggingProps } from '../../../infra/constructs/api-logging/api-logging-props.ts';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import {
  isDuration,
  isNumber,
  isRetention,
  type PropChecks,
  propErrors,
} from '../../../infra/constructs/prop-errors.ts';

// What the filed issue names for JavaScript users: each was ignored silently, or answered with a TypeError.
describe('props from JavaScript', () => {
  const stack = new Stack(new App(), 'Orders');

  it.each<[string, unknown, string]>([
    ['a misspelt name', { executionLevl: 'INFO' }, 'executionLevl is not a prop. Did you mean executionLevel?'],
    ['a name in another case', { Retention: 30 }, 'Retention is not a prop. Did you mean retention?'],
    ['a name like no other', { colour: 'red' }, 'colour is not a prop. The props are enabled, accessLogs,'],
    [
      'a misspelt name of a route setting',
      { routes: { 'GET /notes': { metric: false } } },
      'routes["GET /notes"].metric is not a prop. Did you mean routes["GET /notes"].metrics?',
    ],
    [
      'a text for a list',
      { healthCheckRoutes: 'GET /health' },
      'is "GET /health". Set it to a list: [\'GET /health\'].',
    ],
    ['a duplicate', { healthCheckRoutes: ['GET /a', 'GET /a'] }, 'healthCheckRoutes contains "GET /a" twice.'],
    ['an empty text in a list', { healthCheckRoutes: [''] }, 'healthCheckRoutes[0] is "". Set it to a text.'],
    ['undefined in a list', { healthCheckRoutes: [undefined] }, 'healthCheckRoutes[0] is undefined.'],
    ['a text for a Boolean', { enabled: 'false' }, 'enabled is "false". Set it to true or false.'],
    ['null', { executionLevel: null }, 'executionLevel is null. Use one of OFF, ERROR, INFO.'],
    ['NaN', { retention: Number.NaN }, 'retention is NaN'],
    ['a list for an object', { routes: ['GET /notes'] }, 'routes is a list. Set it to an object'],
    ['a name for a log group', { accessLogGroup: 'my-logs' }, 'accessLogGroup is "my-logs". Pass a log group'],
    ['a data trace without an object', { dataTrace: true }, 'dataTrace writes bodies and headers'],
    ['a Boolean for all props', true, 'The props are true. Pass an object'],
    ['null for all props', null, 'The props are null. Pass an object'],
    ['a construct for all props', stack, 'The props are the construct Orders. Pass an object'],
    ['another removal policy', { removalPolicy: 'keep' }, 'removalPolicy is "keep". Choose a value of RemovalPolicy'],
  ])('are refused with the path of the construct: %s', (_, props, message) => {
    expect(() => ApiLogging.of(stack).enable(props as ApiLoggingProps)).toThrow('ApiLogging of Orders: ');
    expect(() => ApiLogging.of(stack).enable(props as ApiLoggingProps)).toThrow(message);
  });

  it('are checked in the same way for functions', () => {
    expect(() => FunctionLogging.of(stack).enable({ aplicationLevel: 'INFO' } as never)).toThrow(
      'FunctionLogging of Orders: aplicationLevel is not a prop. Did you mean applicationLevel?',
    );
  });

  it('may be undefined, one by one', () => {
    const props = { executionLevel: undefined, healthCheckRoutes: undefined, routes: { 'GET /a': undefined } };
    expect(() => ApiLogging.of(stack).enable(props as never)).not.toThrow();
  });

  it('may be constructs', () => {
    const accessLogGroup = new LogGroup(stack, 'Mine');
    expect(() => ApiLogging.of(stack).enable({ accessLogGroup })).not.toThrow();
  });
});

describe('propErrors', () => {
  const checks: PropChecks<{ retention?: RetentionDays; latency?: Duration; percent?: unknown }> = {
    retention: isRetention,
    latency: isDuration,
    percent: isNumber({ min: 0, max: 100 }),
  };

  it('accepts valid values', () => {
    expect(
      propErrors({ retention: RetentionDays.ONE_DAY, latency: Duration.seconds(1), percent: 100 }, checks),
    ).toEqual([]);
  });

  it.each([-1, 101, Number.NaN, Number.POSITIVE_INFINITY, '5'])('refuses a number out of its range: %s', (percent) => {
    expect(propErrors({ percent }, checks)).toEqual([expect.stringContaining('a number from 0 to 100')]);
  });

  it('accepts inherited props, but not a misspelling of its own', () => {
    expect(propErrors({ env: {}, description: 'x', tags: {} } as object, checks, { inherited: true })).toEqual([]);
    expect(propErrors({ retenton: 1 } as object, checks, { inherited: true })).toEqual([
      'retenton is not a prop. Did you mean retention?',
    ]);
  });
});
