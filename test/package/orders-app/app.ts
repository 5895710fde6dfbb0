/** A CDK app of a user of `tailgate/infra`, with APIs and a function. */
import { App, Stack } from 'aws-cdk-lib';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ApiGatewayAccountStack, ApiLogging, type ApiLoggingProps, FunctionLogging, LogInsight } from 'tailgate/infra';

const app = new App();
new ApiGatewayAccountStack(app, 'Account');
const stack = new Stack(app, 'Orders');
const api = new RestApi(stack, 'OrdersApi', { cloudWatchRole: false });
api.root.addResource('orders').addMethod('GET', new MockIntegration());
new HttpApi(stack, 'Partners');
const charge = new LambdaFunction(stack, 'Charge', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => {}'),
});

const props: ApiLoggingProps = { healthCheckRoutes: ['GET /health'], identity: { domainId: 'authorizer.tenant' } };
ApiLogging.of(app).enable(props);
FunctionLogging.of(app).enable({ debugBuffer: true });
new LogInsight(stack, 'Insight', { stages: [api.deploymentStage], functions: [charge] });
app.synth();
