import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { HttpApi, type HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { ApiLogging } from '../../../infra/constructs/api-logging/api-logging.ts';
import type { ApiLoggingProps } from '../../../infra/constructs/api-logging/api-logging-props.ts';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { ServedLog } from '../../../infra/constructs/logs-api/served-log.ts';
import {
  isDuration,
  isNumber,
  isRetention,
  type PropChecks,
  propErrors,
} from '../../../infra/constructs/prop-errors.ts';
import { ApiGatewayAccountStack } from '../../../infra/stacks/api-gateway-account-stack.ts';
import { LoggingRules } from '../../../infra/validation-plugin.ts';

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
    ['a Map', new Map([['enabled', false]]), 'The props are a Map. Pass an object'],
    ['a Date for an object', { identity: new Date(0) }, 'identity is a Date. Set it to an object'],
    ['a token for all props', Lazy.any({ produce: () => ({}) }), 'The props are a token. Pass an object'],
    ['the text of a token for a number', { retention: Lazy.string({ produce: () => '7' }) }, 'retention is a token.'],
    [
      'inherited members, which would have no effect',
      Object.create({ enabled: false }),
      'enabled is inherited, and only members of the object itself are read.',
    ],
    [
      'a getter that throws',
      Object.defineProperty({}, 'enabled', {
        enumerable: true,
        get: () => {
          throw new Error('not ready');
        },
      }),
      'The props cannot be read: not ready.',
    ],
    [
      'a proxy that was revoked',
      (() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return { metrics: proxy };
      })(),
      'The props cannot be read: ',
    ],
    ['the name of a method of all objects', { constructor: 1 }, 'constructor is not a prop.'],
    ['the name of the prototype', JSON.parse('{"__proto__": 1}'), '__proto__ is not a prop.'],
    ['control characters in a name', { 'a\u001b[31m': 1 }, '"a\\u001b[31m" is not a prop.'],
    ['another removal policy', { removalPolicy: 'keep' }, 'removalPolicy is "keep". Choose a value of RemovalPolicy'],
  ])('are refused with the path of the construct: %s', (_, props, message) => {
    expect(() => ApiLogging.of(stack).enable(props as ApiLoggingProps)).toThrow('ApiLogging of Orders: ');
    expect(() => ApiLogging.of(stack).enable(props as ApiLoggingProps)).toThrow(message);
  });

  it('that are very long are cut', () => {
    const long = 'x'.repeat(100_000);
    for (const props of [long, { enabled: long }, { [long]: true }]) {
      expect(() => ApiLogging.of(stack).enable(props as never)).toThrow(/^ApiLogging of Orders: .{100,600}$/);
    }
  });

  it.each<[string, (value: never) => unknown]>([
    ['ApiLogging.of', (value) => ApiLogging.of(value)],
    ['FunctionLogging.of', (value) => FunctionLogging.of(value)],
    ['ServedLog.ofFunction', (value) => ServedLog.ofFunction(value)],
    ['ServedLog.ofAccessLog', (value) => ServedLog.ofAccessLog(value)],
    ['ServedLog.ofExecutionLog', (value) => ServedLog.ofExecutionLog(value)],
  ])('are refused as the argument of %s', (name, call) => {
    for (const value of [null, undefined, 'Orders', 7, [], {}]) {
      expect(() => call(value as never)).toThrow(new RegExp(`^${name}: the argument is .*\\. Pass an? `));
    }
  });

  it('are refused by ServedLog, with the path of the function or stage', () => {
    const http = new HttpApi(stack, 'Http').defaultStage as HttpStage;
    expect(() => ServedLog.ofAccessLog(http, { functions: [null] } as never)).toThrow(
      'ServedLog.ofAccessLog of Orders/Http/DefaultStage: functions[0] is null. Pass a function',
    );
    expect(() => ServedLog.ofAccessLog(http, { nam: 'x' } as never)).toThrow('nam is not a prop. Did you mean name?');
    expect(() => ServedLog.ofAccessLog(stack as never)).toThrow('the argument is the construct Orders. Pass a stage');
    expect(() => ServedLog.ofExecutionLog(http as never)).toThrow(
      'ServedLog.ofExecutionLog of Orders/Http/DefaultStage: an HTTP API has no execution log. Remove it.',
    );
  });

  it('are refused by ApiGatewayAccountStack, also null', () => {
    expect(() => new ApiGatewayAccountStack(new App(), 'Account', null as never)).toThrow(
      'ApiGatewayAccountStack of Account: The props are null. Pass an object',
    );
  });

  it.each<[unknown, string]>([
    [null, 'The props are null.'],
    [{ acountRole: 'here' }, 'acountRole is not a prop. Did you mean accountRole?'],
    [{ productionStages: 'prod' }, 'productionStages is "prod". Set it to a regular expression'],
    [{ ignore: [{ rule: 'log-group-not-encrypte', reason: 'x' }] }, 'Did you mean log-group-not-encrypted?'],
    [{ ignore: [{ rule: 'log-group-not-encrypted' }] }, 'ignore[0].reason is missing. Set it.'],
  ])('are refused by LoggingRules: %j', (settings, message) => {
    expect(() => new LoggingRules(settings as never)).toThrow(
      `LoggingRules: ${message.startsWith('Did') ? '' : message}`,
    );
    expect(() => new LoggingRules(settings as never)).toThrow(message);
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

  it('accepts a number that is known only at deployment only where nothing is calculated with it', () => {
    const percent = Lazy.number({ produce: () => 5 });
    expect(propErrors({ percent }, checks)).toEqual([
      'percent is known only at deployment. Set it to a number from 0 to 100.',
    ]);
    expect(propErrors({ percent }, { percent: isNumber({ min: 0, canBeToken: true }) })).toEqual([]);
  });

  it('accepts inherited props, but not a misspelling of its own', () => {
    expect(propErrors({ env: {}, description: 'x', tags: {} } as object, checks, { inherited: true })).toEqual([]);
    expect(propErrors({ retenton: 1 } as object, checks, { inherited: true })).toEqual([
      'retenton is not a prop. Did you mean retention?',
    ]);
  });
});
