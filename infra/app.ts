import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ApiGatewayAccountStack } from './stacks/api-gateway-account-stack.ts';
import { LogsApiStack } from './stacks/logs-api-stack.ts';
import { NotesApiStack } from './stacks/notes-api-stack.ts';
import { LoggingRules } from './validation-plugin.ts';

// Without construct versions in the metadata: they would change the templates with every upgrade.
const app = new App({ analyticsReporting: false });

new ApiGatewayAccountStack(app, 'ApiGatewayAccount', {
  description: 'Allows API Gateway to write to CloudWatch Logs, for all APIs of the account in this region',
});
const notes = new NotesApiStack(app, 'NotesApi', { description: 'A sample: an API for notes, with logging' });
new LogsApiStack(app, 'LogsApi', { description: 'The Logs API for the logs of the sample', logs: notes.logs });

Validations.of(app).addPlugins(new LoggingRules(), new AwsSolutionsChecks(app), new ServerlessChecks(app));
