import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { requireSupportedNode } from '../../infra/node-version.ts';

it.each(['20.20.2', '22.12.0', '18.0.0'])('refuses Node.js %s in one sentence', (version) => {
  const error = `Error: tailgate needs Node.js 22.13 or newer, and this is ${version}. Update Node.js, for example to the current LTS version.`;
  expect(() => requireSupportedNode(version)).toThrow(expect.objectContaining({ stack: error }));
});

it.each(['22.13.0', '23.0.0', '24.21.0'])('accepts Node.js %s', (version) => {
  expect(() => requireSupportedNode(version)).not.toThrow();
});

it('accepts the versions that the package accepts', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(() => requireSupportedNode(engines.node.replace('>=', ''))).not.toThrow();
});
