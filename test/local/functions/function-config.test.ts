import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveStacks } from '../../../core/template/resolve.ts';
import type { Template } from '../../../core/template/template.ts';
import { readFunctions } from '../../../local/functions/function-config.ts';
import { createPhysicalIds } from '../../../local/physical-ids.ts';
import { startLambda } from './local-lambda.ts';
import { zip } from './zip-writer.ts';

const AT = { region: 'eu-central-1', accountId: '123456789012' };

/** Reads the functions of one stack. `asset1` is a folder, `asset2` a zip file. */
function read(resources: Record<string, unknown>) {
  const folder = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'asset1'));
  writeFileSync(join(folder, 'asset1', 'index.mjs'), "export const handler = async () => 'from a folder';\n");
  const archive = [
    { name: 'lib/index.js', content: "exports.handler = async () => 'from a zip file';", deflated: true },
    { name: 'nodejs/node_modules/layered/index.js', content: "exports.word = 'from a layer';", deflated: true },
  ];
  writeFileSync(join(folder, 'asset2.zip'), zip(archive));
  writeFileSync(join(folder, 'asset3.zip'), 'no archive');
  const template = {
    Resources: Object.fromEntries(
      Object.entries(resources).map(([id, resource]) => [
        id,
        { Type: 'AWS::Lambda::Function', ...(resource as object) },
      ]),
    ),
  } as Template;
  const assets = new Map([
    ['asset1', join(folder, 'asset1')],
    ['asset2', join(folder, 'asset2.zip')],
    ['asset3', join(folder, 'asset3.zip')],
    ['gone', join(folder, 'gone')],
  ]);
  const resolved = resolveStacks([{ name: 'Notes', template, assets }], { ...AT, identify: createPhysicalIds(AT) });
  return readFunctions(resolved, { unpackInto: join(folder, 'unpacked') });
}

const MINIMAL = { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Bucket: 'b', S3Key: 'asset1.zip' } };

describe('a function of a template', () => {
  it('has the defaults of the service', () => {
    const { functions, unsupported } = read({ Get: { Properties: { ...MINIMAL, FunctionName: 'notes-get' } } });
    expect(unsupported).toEqual([]);
    expect(functions).toEqual([
      {
        name: 'notes-get',
        arn: 'arn:aws:lambda:eu-central-1:123456789012:function:notes-get',
        runtime: 'nodejs24.x',
        handler: 'index.handler',
        codeDirectory: expect.stringMatching(/asset1$/),
        layerDirectories: [],
        timeoutMs: 3000,
        memoryMb: 128,
        environment: {},
        logGroup: '/aws/lambda/notes-get',
        logFormat: 'Text',
        maximumRetryAttempts: 2,
        maximumEventAgeMs: 21_600_000,
      },
    ]);
  });

  it('has the settings of the template', () => {
    const { functions } = read({
      Get: {
        Properties: {
          ...MINIMAL,
          Description: 'gets a note',
          Architectures: ['arm64'],
          Timeout: 29,
          MemorySize: 512,
          ReservedConcurrentExecutions: 20,
          Environment: { Variables: { LIMIT: 7, GROUP: { Ref: 'Group' } } },
          LoggingConfig: {
            LogGroup: { Ref: 'Group' },
            LogFormat: 'JSON',
            ApplicationLogLevel: 'DEBUG',
            SystemLogLevel: 'WARN',
          },
        },
      },
      Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'notes' } },
      Retries: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Get' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 1,
          MaximumEventAgeInSeconds: 60,
        },
      },
    });
    expect(functions[0]).toMatchObject({
      description: 'gets a note',
      architecture: 'arm64',
      timeoutMs: 29_000,
      memoryMb: 512,
      reservedConcurrency: 20,
      environment: { LIMIT: '7', GROUP: 'notes' },
      logGroup: 'notes',
      logFormat: 'JSON',
      applicationLogLevel: 'DEBUG',
      systemLogLevel: 'WARN',
      maximumRetryAttempts: 1,
      maximumEventAgeMs: 60_000,
    });
  });

  it('logs from INFO on by default in the JSON format, and has no levels in the text format', () => {
    const { functions } = read({
      Json: { Properties: { ...MINIMAL, LoggingConfig: { LogFormat: 'JSON' } } },
      Text: { Properties: { ...MINIMAL, LoggingConfig: { LogFormat: 'Text', ApplicationLogLevel: 'ERROR' } } },
    });
    expect(functions[0]).toMatchObject({ applicationLogLevel: 'INFO', systemLogLevel: 'INFO' });
    expect(functions[1]).not.toHaveProperty('applicationLogLevel');
  });
});

describe('the code of a function', () => {
  const responseOf = async (properties: object, resources: object = {}) => {
    const { functions, unsupported } = read({ Get: { Properties: { ...MINIMAL, ...properties } }, ...resources });
    expect(unsupported).toEqual([]);
    return (await startLambda(functions).invoke()).value;
  };

  it.each([
    ['a folder', {}, 'from a folder'],
    ['a zip file', { Handler: 'lib/index.handler', Code: { S3Key: 'asset2.zip' } }, 'from a zip file'],
    ['the template, as CommonJS', { Code: { ZipFile: "exports.handler = async () => 'inline';" } }, 'inline'],
    ['the template, as a module', { Code: { ZipFile: "export const handler = async () => 'inline';" } }, 'inline'],
  ])('may be in %s', async (_, properties, response) => {
    expect(await responseOf(properties)).toBe(response);
  });

  it('may use a layer of the app', async () => {
    const response = await responseOf(
      {
        Code: { ZipFile: "import { word } from 'layered'; export const handler = async () => word;" },
        Layers: [{ Ref: 'Layer' }],
      },
      { Layer: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: { S3Key: 'asset2.zip' } } } },
    );
    expect(response).toBe('from a layer');
  });

  it('is unpacked once, with its permissions', () => {
    const archive = zip([{ name: 'run.sh', content: '#!/bin/sh\necho ran', deflated: true, mode: 0o755 }]);
    const folder = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'code.zip'), archive);
    const template = { Resources: { Get: { Type: 'AWS::Lambda::Function', Properties: { ...MINIMAL } } } } as Template;
    const stack = { name: 'Notes', template, assets: new Map([['asset1', join(folder, 'code.zip')]]) };
    const directories = [1, 2].map(() => {
      const { functions } = readFunctions(resolveStacks([stack], { ...AT, identify: createPhysicalIds(AT) }), {
        unpackInto: join(folder, 'unpacked'),
      });
      return functions[0]?.codeDirectory ?? '';
    });
    expect(directories[0]).toBe(directories[1]);
    expect(execFileSync(join(directories[0] ?? '', 'run.sh'), { encoding: 'utf8' })).toBe('ran\n');
    expect(readFileSync(join(directories[0] ?? '', 'run.sh'), 'utf8')).toContain('echo');
  });
});

it('lists unsupported resources with the reason', () => {
  const { functions, unsupported } = read({
    Python: { Properties: { ...MINIMAL, FunctionName: 'python', Runtime: 'python3.13' } },
    Image: { Properties: { FunctionName: 'image', PackageType: 'Image', Code: { ImageUri: 'x' } } },
    Elsewhere: { Properties: { ...MINIMAL, FunctionName: 'elsewhere', Code: { S3Key: 'a/b.zip' } } },
    Gone: { Properties: { ...MINIMAL, FunctionName: 'gone', Code: { S3Key: 'gone.zip' } } },
    Damaged: { Properties: { ...MINIMAL, FunctionName: 'damaged', Code: { S3Key: 'asset3.zip' } } },
    Layered: {
      Properties: { ...MINIMAL, FunctionName: 'layered', Layers: ['arn:aws:lambda:eu-central-1:1:layer:theirs:7'] },
    },
    Queue: { Type: 'AWS::Lambda::EventSourceMapping', Properties: {} },
    Url: { Type: 'AWS::Lambda::Url', Properties: {} },
  });
  expect(functions.map(({ name }) => name)).toEqual(['layered']);
  expect(unsupported).toMatchObject([
    {
      name: 'python',
      type: 'AWS::Lambda::Function',
      reason: 'only Node.js runtimes are supported, not python3.13',
    },
    { name: 'image', reason: 'container images are not supported' },
    { name: 'elsewhere', reason: 'its code is in S3 at a/b.zip, not in an asset of this app' },
    { name: 'gone', reason: expect.stringMatching(/^its asset .*gone does not exist; run `npx cdk synth` again$/) },
    { name: 'damaged', reason: expect.stringMatching(/asset3\.zip cannot be unpacked: it is not a zip archive$/) },
    {
      name: 'layered',
      reason: 'runs without its layer arn:aws:lambda:eu-central-1:1:layer:theirs:7: it is not in these stacks',
    },
    { type: 'AWS::Lambda::EventSourceMapping', reason: 'queues and streams do not invoke functions locally' },
    { type: 'AWS::Lambda::Url', reason: 'function URLs are not served locally' },
  ]);
});
