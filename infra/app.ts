import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { addSample } from './sample.ts';
import { LoggingRules } from './validation-plugin.ts';

// Without construct versions in the metadata: they would change the templates with every upgrade.
const app = new App({ analyticsReporting: false });

addSample(app);

Validations.of(app).addPlugins(new LoggingRules(), new AwsSolutionsChecks(app), new ServerlessChecks(app));
