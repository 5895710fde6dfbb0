/** The resources of an API with one stage, in YAML. */

interface StageOptions {
  /** Of the access log; the text as it is. */
  readonly format: string;
  /** The access log's destination, in YAML. */
  readonly destination?: string;
}

const accessLog = ({ format, destination = '"arn:aws:logs:eu-west-1:111122223333:log-group:x"' }: StageOptions) =>
  `{ DestinationArn: ${destination}, Format: ${JSON.stringify(format)} }`;

export function restStage(options: StageOptions): string {
  return `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: dev, AccessLogSetting: ${accessLog(options)} } }`;
}

export function httpStage(options: StageOptions): string {
  return secondVersionStage('HTTP', options);
}

export function webSocketStage(options: StageOptions): string {
  return secondVersionStage('WEBSOCKET', options);
}

function secondVersionStage(protocol: string, options: StageOptions): string {
  return `Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: ${protocol} } }
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties: { ApiId: !Ref Api, StageName: dev, AccessLogSettings: ${accessLog(options)} }`;
}
