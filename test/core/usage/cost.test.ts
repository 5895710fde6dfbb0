import { expect, it } from 'vitest';
import { costOf } from '../../../core/usage/cost.ts';
import type { FunctionUsage } from '../../../core/usage/function-tally.ts';

const USAGE: FunctionUsage = {
  invocations: 1_000_000,
  errors: 0,
  coldStarts: 0,
  durationMs: null,
  memorySizeMB: 1024,
  maxMemoryUsedMB: null,
  billedGbSeconds: 300_000,
};

it('the cost is the price of requests and GB-seconds, for the architecture of each function', () => {
  const functions = ['x86', 'arm', 'unknown'].map((name) => ({ name, ...USAGE }));
  const architectures = new Map([
    ['x86', 'x86_64'],
    ['arm', 'arm64'],
  ] as const);
  const costs = costOf(functions, 'us-east-1', architectures);
  expect(costs.map(({ name, architecture }) => [name, architecture])).toEqual([
    ['x86', 'x86_64'],
    ['arm', 'arm64'],
    ['unknown', undefined],
  ]);
  expect(costs.map(({ estimatedCostUsd }) => Math.round(estimatedCostUsd * 100) / 100)).toEqual([5.2, 4.2, 5.2]);
});
