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

/** What a synth says: the message that it fails with, or what it reports. */
function synth(app: App): string {
  try {
    app.synth();
    return report;
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
}

describe('an error', () => {
  it('fails the synth, and names the resource, its construct, the rule, what is wrong, why and the fix', () => {
    const app = appWith(new LoggingRules());
    new CfnLogGroup(new Stack(app, 'Shop'), 'Logs');
    const said = synth(app);
    expect(said).toMatch(/^failed: /);
    expect(said).toContain('Shop/Logs');
    expect(said).toContain('log-group-without-retention');
    expect(said).toContain('the log group has no retention');
    expect(said).toContain('Storage costs more every month');
    expect(said).toContain('Set RetentionInDays');
  });

  it('is found in nested stacks and in stages', () => {
    const app = appWith(new LoggingRules());
    new CfnLogGroup(new NestedStack(new Stack(app, 'Shop'), 'Nested'), 'InNested');
    new CfnLogGroup(new Stack(new Stage(app, 'Prod'), 'Shop'), 'InStage');
    const said = synth(app);
    expect(said).toContain('Shop/Nested/InNested');
    expect(said).toContain('Prod/Shop/InStage');
  });

  it("may stay by the resource's metadata, by the CDK's acknowledgement, and by the settings", () => {
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

it('a warning is shown, and fails nothing', () => {
  const app = appWith(new LoggingRules());
  const stack = new Stack(app, 'Shop');
  const { ref: logGroupName } = new CfnLogGroup(stack, 'Logs', { retentionInDays: 7 });
  const destinationArn = 'arn:aws:lambda:eu-west-1:111122223333:function:index';
  for (const id of ['A', 'B', 'C', 'D', 'E']) {
    new CfnSubscriptionFilter(stack, id, { logGroupName, destinationArn, filterPattern: '' });
  }
  const said = synth(app);
  expect(said).not.toMatch(/^failed/);
  expect(said).toContain('subscription-filters-full');
});

it('an app that logs well is quiet', () => {
  const app = appWith(new LoggingRules({ encrypted: false }));
  new CfnLogGroup(new Stack(app, 'Shop'), 'Logs', { retentionInDays: 7 });
  expect(synth(app)).toBe('');
});
