import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type IPolicyValidationPlugin, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { CfnLogGroup, CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoggingRules } from '../../infra/validation-plugin.ts';

let outdir: string;
let report: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  report = '';
  vi.spyOn(console, 'error').mockImplementation((text: string) => {
    report += text;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(outdir, { recursive: true });
});

function appWith(plugin: IPolicyValidationPlugin): App {
  const app = new App({ outdir, analyticsReporting: false });
  Validations.of(app).addPlugins(plugin);
  return app;
}

/** The output of a synth: its report, or the message of its error. */
function synth(app: App): string {
  try {
    app.synth();
    return report;
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
}

describe('an error', () => {
  it('fails the synth, with resource, construct, rule, problem, reason and fix', () => {
    const app = appWith(new LoggingRules());
    new CfnLogGroup(new Stack(app, 'Shop'), 'Logs');
    const output = synth(app);
    expect(output).toMatch(/^failed: /);
    expect(output).toContain('Shop/Logs');
    expect(output).toContain('log-group-without-retention');
    expect(output).toContain('the log group has no retention');
    expect(output).toContain('Storage costs grow every month');
    expect(output).toContain('Set retention: RetentionDays.ONE_MONTH');
  });

  it('is found in nested stacks and in CDK stages', () => {
    const app = appWith(new LoggingRules());
    new CfnLogGroup(new NestedStack(new Stack(app, 'Shop'), 'Nested'), 'InNested');
    new CfnLogGroup(new Stack(new Stage(app, 'Prod'), 'Shop'), 'InStage');
    const output = synth(app);
    expect(output).toContain('Shop/Nested/InNested');
    expect(output).toContain('Prod/Shop/InStage');
  });

  it('can be accepted in the metadata of the resource, with Validations, and in the settings', () => {
    const reason = 'an audit asks for it';
    const app = appWith(new LoggingRules({ ignore: [{ rule: 'log-group-without-retention', reason, resource: 'C' }] }));
    const stack = new Stack(app, 'Shop');
    const rule = 'log-group-without-retention';
    new CfnLogGroup(stack, 'A').addMetadata('tailgate', { acknowledge: [{ rule, reason }] });
    Validations.of(new CfnLogGroup(stack, 'B')).acknowledge({ id: `Tailgate::${rule}`, reason });
    new CfnLogGroup(stack, 'C');
    expect(synth(app)).toBe('');
  });
});

it('a warning is reported, and does not fail the synth', () => {
  const app = appWith(new LoggingRules());
  const stack = new Stack(app, 'Shop');
  const { ref: logGroupName } = new CfnLogGroup(stack, 'Logs', { retentionInDays: 7 });
  const destinationArn = 'arn:aws:lambda:eu-west-1:111122223333:function:index';
  for (const id of ['A', 'B', 'C', 'D', 'E']) {
    new CfnSubscriptionFilter(stack, id, { logGroupName, destinationArn, filterPattern: '' });
  }
  const output = synth(app);
  expect(output).not.toMatch(/^failed/);
  expect(output).toContain('subscription-filters-full');
});

it('an app without findings reports nothing', () => {
  const app = appWith(new LoggingRules({ encrypted: false }));
  new CfnLogGroup(new Stack(app, 'Shop'), 'Logs', { retentionInDays: 7 });
  expect(synth(app)).toBe('');
});
