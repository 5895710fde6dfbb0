import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'tailgate-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The variables of the user that the snippets use. */
const VARIABLES = `
declare const app: import('aws-cdk-lib').App;
declare const stack: import('aws-cdk-lib').Stack;
declare const ordersApi: import('aws-cdk-lib/aws-apigateway').RestApi;
declare const charge: import('aws-cdk-lib/aws-lambda').Function;
declare const topic: import('aws-cdk-lib/aws-sns').Topic;
`;
const TSCONFIG = {
  extends: join(ROOT, 'tsconfig.json'),
  compilerOptions: {
    paths: {
      'tailgate/infra': [join(ROOT, 'infra/index.ts')],
      'tailgate/lambda': [join(ROOT, 'helper/index.ts')],
    },
  },
  include: ['*.ts'],
  exclude: [],
};

it('the TypeScript in the README has no type errors', () => {
  const snippets = [...README.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);
  expect(snippets.length).toBeGreaterThan(2);
  const files = {
    'variables.d.ts': VARIABLES,
    'tsconfig.json': JSON.stringify(TSCONFIG),
    'package.json': '{"type":"module"}',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const [index, code] of snippets.entries()) writeFileSync(join(folder, `snippet-${index}.ts`), code);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  expect(typeErrors()).toBe('');
});

/** What the compiler prints. */
function typeErrors(): string {
  try {
    return execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['--noEmit', '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
