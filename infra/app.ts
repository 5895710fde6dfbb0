import { App } from 'aws-cdk-lib';
import { ApiGatewayAccountStack } from './stacks/api-gateway-account-stack.ts';
import { NotesApiStack } from './stacks/notes-api-stack.ts';

// The versions of constructs in the template's metadata are noise in a diff.
const app = new App({ analyticsReporting: false });

const account = new ApiGatewayAccountStack(app, 'ApiGatewayAccount', {
  description: 'Lets API Gateway write to CloudWatch Logs, for all APIs of the account in this region',
});

const notes = new NotesApiStack(app, 'NotesApi', {
  description: 'A sample: an API for notes whose logging is on',
});
// A stage with execution logs cannot be made before the account's role is set.
notes.addStackDependency(account);
