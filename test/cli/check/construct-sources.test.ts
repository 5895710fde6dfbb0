import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConstructSources } from '../../../cli/check/construct-sources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, value: unknown): void {
  mkdirSync(join(folder, 'cdk.out'), { recursive: true });
  writeFileSync(join(folder, 'cdk.out', name), JSON.stringify(value));
}

const find = (path: string, template = 'Shop.template.json') =>
  new ConstructSources(folder).find(join(folder, 'cdk.out', template), path);

// Recorded from `CDK_DEBUG=true` with aws-cdk-lib 2.185.0, the oldest supported version.
it('reads the stack traces in the manifest, also for resources of nested stacks', () => {
  const metadata = {
    '/Shop/Logs/Resource': [
      {
        type: 'aws:cdk:logicalId',
        data: 'Logs6819BB44',
        trace: [
          `new LogGroup (${folder}/node_modules/aws-cdk-lib/aws-logs/lib/log-group.js:1:7385)`,
          `new Shop (${folder}/app.js:6:5)`,
          `Object.<anonymous> (${folder}/app.js:9:1)`,
          'Module._compile (node:internal/modules/cjs/loader:1929:14)',
        ],
      },
    ],
    '/Shop/Nested/Inner/Resource': [
      { type: 'aws:cdk:logicalId', data: 'Inner09E1DD49', trace: [`${folder}/lib/nested.js:7:5`] },
    ],
  };
  write('manifest.json', { artifacts: { Shop: { type: 'aws:cloudformation:stack', metadata } } });
  expect(find('Shop/Logs/Resource')).toEqual({ path: 'app.js', line: 6 });
  expect(find('Shop/Nested/Inner/Resource', 'ShopNestedE5719FB0.nested.template.json')).toEqual({
    path: 'lib/nested.js',
    line: 7,
  });
});

// Recorded from `CDK_DEBUG=true` with aws-cdk-lib 2.276.0.
it('reads the stack traces in a metadata file', () => {
  const artifact = { type: 'aws:cloudformation:stack', additionalMetadataFile: 'Shop.metadata.json' };
  write('manifest.json', { artifacts: { Shop: artifact } });
  const entries = (...data: string[]) => [
    { type: 'aws:cdk:logicalId', data: 'Logs6819BB44' },
    { type: 'aws:cdk:creationStack', data },
  ];
  write('Shop.metadata.json', {
    '/Shop/Logs/Resource': entries(
      '...new LogGroup2 in aws-cdk-lib...',
      `new Shop (file://${folder}/bin/my%20app.ts:5:59)`,
      `file://${folder}/bin/my%20app.ts:7 (:)`,
      '...node internals...',
    ),
    '/Shop/Other': entries(`file://${folder}/app.ts:7 (:)`),
    '/Shop/BootstrapVersion': entries(
      '...aws-cdk-lib...',
      '(no user code in 10 frames, use --stack-trace-limit to capture more)',
    ),
  });
  expect(find('Shop/Logs/Resource')).toEqual({ path: 'bin/my app.ts', line: 5 });
  expect(find('Shop/Other')).toEqual({ path: 'app.ts', line: 7 });
  expect(find('Shop/BootstrapVersion')).toBeUndefined();
});

it.each([
  ['of Node.js', 'Module._compile (node:internal/modules/cjs/loader:1554:14)'],
  // https://github.com/aws/jsii/issues/5153
  ['of jsii, which runs apps in Python', 'Kernel.create (/tmp/tmpab12/lib/program.js:9124:25)'],
  ['of a file outside of the folder of the report', 'new Shop (/elsewhere/lib/stack.ts:12:5)'],
])('leaves out frames %s', (_, frame) => {
  const entry = (...trace: string[]) => [{ type: 'aws:cdk:logicalId', trace }];
  const metadata = { '/Shop/Only': entry(frame), '/Shop/Both': entry(frame, `new Shop (${folder}/app.js:6:5)`) };
  write('manifest.json', { artifacts: { Shop: { metadata } } });
  expect(find('Shop/Only')).toBeUndefined();
  expect(find('Shop/Both')).toEqual({ path: 'app.js', line: 6 });
});

it.each<[string, unknown]>([
  ['no manifest', undefined],
  ['a manifest of another form', []],
  ['artifacts of another form', { artifacts: [null, 1, { metadata: [] }] }],
  ['metadata of another form', { artifacts: { Shop: { metadata: { '/A': {}, '/Shop/Logs': [1, { type: 'x' }] } } } }],
  ['a metadata file that does not exist', { artifacts: { Shop: { additionalMetadataFile: 'no.json' } } }],
  [
    'the URL of another host',
    {
      artifacts: {
        S: { metadata: { '/Shop/Logs': [{ type: 'aws:cdk:logicalId', trace: ['file://host/a.ts:1:1'] }] } },
      },
    },
  ],
])('finds nothing, and does not fail, with %s', (_, manifest) => {
  if (manifest !== undefined) write('manifest.json', manifest);
  expect(find('Shop/Logs')).toBeUndefined();
});
