// The same in plain JavaScript, as CommonJS.
const { App, Stack } = require('aws-cdk-lib');
const { MockIntegration, RestApi } = require('aws-cdk-lib/aws-apigateway');
const { ApiLogging } = require('tailgate/infra');

const app = new App();
const stack = new Stack(app, 'Orders');
new RestApi(stack, 'OrdersApi', { cloudWatchRole: false }).root.addMethod('GET', new MockIntegration());
ApiLogging.of(stack).enable({ executionLevel: 'INFO' });
app.synth();
