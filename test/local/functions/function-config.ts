import { join } from 'node:path';
import type { FunctionConfig } from '../../../local/functions/function-config.ts';

export const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'functions');

/** A function whose handler runs the action that the event's `do` names: see `test/fixtures/functions/outcomes.mjs`. */
export function functionConfig(config: Partial<FunctionConfig> = {}): FunctionConfig {
  const name = config.name ?? 'subject';
  return {
    name,
    arn: `arn:aws:lambda:eu-central-1:123456789012:function:${name}`,
    runtime: 'nodejs24.x',
    handler: 'outcomes.handler',
    codeDirectory: FIXTURES,
    timeoutMs: 10_000,
    memoryMb: 256,
    environment: {},
    logGroup: `/aws/lambda/${name}`,
    logFormat: 'Text',
    ...config,
  };
}
