// An app that uses every construct of tailgate/infra that works with the oldest supported version of aws-cdk-lib, and the Logs API where
// the version can stream responses.
const cdk = require('aws-cdk-lib');
const apigateway = require('aws-cdk-lib/aws-apigateway');
const { HttpApi, WebSocketApi, WebSocketStage } = require('aws-cdk-lib/aws-apigatewayv2');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const tailgate = require('tailgate/infra');

const rules = new tailgate.LoggingRules();
const app = new cdk.App({
  // As in the projects that `cdk init` creates.
  context: { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true },
  ...(!cdk.Validations && { policyValidationBeta1: [rules] }),
});
cdk.Validations?.of(app).addPlugins(rules);

new tailgate.ApiGatewayAccountStack(app, 'ApiGatewayAccount');
const stack = new cdk.Stack(app, 'Orders');
const ordersApi = new apigateway.RestApi(stack, 'OrdersApi');
for (const path of ['health', 'orders']) {
  ordersApi.root.addResource(path).addMethod('GET', new apigateway.MockIntegration());
}
new HttpApi(stack, 'Partners');
new WebSocketStage(stack, 'ChatStage', { webSocketApi: new WebSocketApi(stack, 'Chat'), stageName: 'live' });
const charge = new LambdaFunction(stack, 'Charge', {
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => {}'),
});

tailgate.ApiLogging.of(app).enable();
tailgate.ApiLogging.of(ordersApi).enable({ routes: { 'GET /health': { executionLevel: 'OFF' } } });
tailgate.FunctionLogging.of(app).enable();
new tailgate.LogInsight(stack, 'Insight', { stages: [ordersApi.deploymentStage], functions: [charge] });
if (apigateway.ResponseTransferMode) {
  new tailgate.LogsApi(stack, 'LogsApi', { logs: [tailgate.ServedLog.ofFunction(charge)] });
}
app.synth();
