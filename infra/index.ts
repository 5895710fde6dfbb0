/** The public exports of `tailgate/infra`, for CDK apps. */

// First: it refuses old versions of Node.js.
import './node-version.ts';

export { ApiLogging } from './constructs/api-logging/api-logging.ts';
export type {
  ApiLoggingProps,
  CallerIdentity,
  DataTrace,
  ExecutionLevel,
  RouteLogging,
} from './constructs/api-logging/api-logging-props.ts';
export { FunctionLogging } from './constructs/function-logging/function-logging.ts';
export type { FunctionLoggingProps } from './constructs/function-logging/function-logging-props.ts';
export type { Thresholds } from './constructs/log-insight/alarms.ts';
export { LogInsight, type LogInsightProps } from './constructs/log-insight/log-insight.ts';
export type { ObservedStage } from './constructs/log-insight/observed.ts';
export { LogsApi } from './constructs/logs-api/logs-api.ts';
export type { LogsApiProps } from './constructs/logs-api/logs-api-props.ts';
export { ServedLog } from './constructs/logs-api/served-log.ts';
export type { IgnoredRule, RuleSettings } from './rules/rule-settings.ts';
export { ApiGatewayAccountStack, type ApiGatewayAccountStackProps } from './stacks/api-gateway-account-stack.ts';
export { LoggingRules } from './validation-plugin.ts';
