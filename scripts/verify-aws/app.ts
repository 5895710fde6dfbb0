/** The CDK app that `npm run verify:aws` deploys: the sample, and two small stacks for what the sample does not use. */
import { App } from 'aws-cdk-lib';
import { addSample } from '../../infra/sample.ts';
import { prefixedName, stackPrefix } from '../../infra/stack-prefix.ts';
import { ProbeStack } from './stacks/probe-stack.ts';
import { RolledBackStack } from './stacks/rolled-back-stack.ts';

const app = new App({ analyticsReporting: false });
const prefix = stackPrefix(app);
if (prefix === undefined) throw new Error('This app needs a prefix: -c prefix=test-1.');
addSample(app);
new ProbeStack(app, 'Probe', { stackName: prefixedName(prefix, 'Probe'), prefix });
new RolledBackStack(app, 'RolledBack', { stackName: prefixedName(prefix, 'RolledBack'), prefix });
app.synth();
