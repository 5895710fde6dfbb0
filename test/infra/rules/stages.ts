/** The resources of an API with one stage, in YAML. */

interface StageOptions {
  /** The format of the access log. */
  readonly format: string;
  /** The destination ARN of the access log, in YAML. */
  readonly destination?: string;
}

const accessLog = ({ format, destination = '"arn:aws:logs:eu-west-1:111122223333:log-group:x"' }: StageOptions) =>
  `{ DestinationArn: ${destination}, Format: ${JSON.stringify(format)} }`;

export function restStage(options: StageOptions): string {
  return `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: dev, AccessLogSetting: ${accessLog(options)} } }`;
}

export function httpStage(options: StageOptions): string {
  return v2Stage('HTTP', options);
}

export function webSocketStage(options: StageOptions): string {
  return v2Stage('WEBSOCKET', options);
}

function v2Stage(protocol: string, options: StageOptions): string {
  return `Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: ${protocol} } }
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties: { ApiId: !Ref Api, StageName: dev, AccessLogSettings: ${accessLog(options)} }`;
}
