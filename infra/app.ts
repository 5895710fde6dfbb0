import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ApiGatewayAccountStack } from './stacks/api-gateway-account-stack.ts';
import { LogsApiStack } from './stacks/logs-api-stack.ts';
import { NotesApiStack } from './stacks/notes-api-stack.ts';
import { LoggingRules } from './validation-plugin.ts';

// The versions of constructs in the template's metadata are noise in a diff.
const app = new App({ analyticsReporting: false });

new ApiGatewayAccountStack(app, 'ApiGatewayAccount', {
  description: 'Lets API Gateway write to CloudWatch Logs, for all APIs of the account in this region',
});
const notes = new NotesApiStack(app, 'NotesApi', { description: 'A sample: an API for notes whose logging is on' });
new LogsApiStack(app, 'LogsApi', { description: 'The logs of the sample over HTTP', logs: notes.logs });

Validations.of(app).addPlugins(new LoggingRules(), new AwsSolutionsChecks(app), new ServerlessChecks(app));
