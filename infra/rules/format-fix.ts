import type { Fix } from './rule.ts';

/** The fix of a problem in the format of an access log: the instruction, after the place where each tool has the format.
 *  @param instruction starts in lower case, and ends with a period.
 *  @see https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml#logs */
export function formatFix(instruction: string): Exclude<Fix, string> {
  return {
    cdk: `In AccessLogFormat.custom(…), for accessLogFormat of a REST stage or accessLogSettings.format of other stages: ${instruction}`,
    sam: `In AccessLogSetting.Format of an Api, or AccessLogSettings.Format of an HttpApi or WebSocketApi: ${instruction}`,
    serverless: `In provider.logs.restApi.format, provider.logs.httpApi.format or provider.logs.websocket.format: ${instruction}`,
    cloudformation: `In AccessLogSetting.Format (AWS::ApiGatewayV2::Stage: AccessLogSettings.Format): ${instruction}`,
  };
}
