import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readTemplates } from '../../../cli/check/read-templates.ts';

const TEMPLATE = 'Resources: { Logs: { Type: AWS::Logs::LogGroup } }\n';
const NESTING =
  'Resources: { Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./inner.yaml } } }\n';

let folder: string;
const workingDirectory = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(workingDirectory);
  rmSync(folder, { recursive: true });
});

function write(name: string, text = TEMPLATE): void {
  mkdirSync(dirname(name), { recursive: true });
  writeFileSync(name, text);
}

function writeAssembly(directory: string): void {
  const properties = { templateFile: 'Shop.template.json' };
  const manifest = { artifacts: { Shop: { type: 'aws:cloudformation:stack', properties } } };
  write(join(directory, 'manifest.json'), JSON.stringify(manifest));
  write(join(directory, 'Shop.template.json'), JSON.stringify({ Resources: {} }));
}

const names = async (...patterns: string[]) => (await readTemplates(patterns)).stacks.map(({ name }) => name);

it('reads what globs match, in order, without node_modules', async () => {
  for (const name of ['b/template.yaml', 'a/deep/x.template.json', 'a/template.yml', 'node_modules/p/template.yaml']) {
    write(name);
  }
  expect(await names('**/*.{yaml,yml,json}')).toEqual(['a/deep/x', 'a/template', 'b/template']);
  expect(await names(join(folder, 'b', '*.yaml'), 'a/*')).toEqual(['b/template', 'a/template']);
});

it('names the stack of a single template after the file, as CloudFormation tools do', async () => {
  write('a/shop.template.yaml');
  expect(await names('a/shop.template.yaml')).toEqual(['shop']);
});

it('reads the cloud assemblies that a glob matches, and no other folders', async () => {
  writeAssembly('a/cdk.out');
  mkdirSync('b/empty', { recursive: true });
  expect(await readTemplates(['*/*'])).toMatchObject({ stacks: [{ name: 'Shop' }], otherFiles: 0 });
});

it('reads a file once: named twice, matched twice, behind a link, or the template of a nested stack', async () => {
  write('a/outer.yaml', NESTING);
  write('a/inner.yaml');
  symlinkSync('inner.yaml', 'a/link.yaml');
  expect(await names('a/outer.yaml', './a/outer.yaml', 'a/*.yaml', '**/*.yaml')).toEqual(['a/outer', 'a/outer/Inner']);
});

it('does not follow links to folders, which can be endless', async () => {
  write('a/template.yaml');
  write('b.yaml');
  symlinkSync('..', 'a/up');
  expect(await names('**/*.yaml')).toEqual(['a/template', 'b']);
});

it('counts other files that a glob matches: YAML, JSON, text, and Resources in another place', async () => {
  write('template.yaml');
  write('values.yaml', 'replicas: 2\n');
  write('package.json', '{"name": "shop"}');
  write('serverless.yml', 'resources:\n  Resources:\n    Logs: { Type: AWS::Logs::LogGroup }\n');
  write('README.md', '# Shop\n');
  expect(await readTemplates(['*'])).toMatchObject({ stacks: [{ name: 'template' }], errors: [], otherFiles: 4 });
});

it('keeps errors of templates that a glob matches, and of all files that the user names', async () => {
  write('a.yaml');
  write('broken.yaml', 'Resources:\n  A: [\n');
  write('values.yaml', 'replicas: 2\n');
  const { errors, otherFiles } = await readTemplates(['*.yaml']);
  expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('broken.yaml, line')]);
  expect(otherFiles).toBe(1);
  const named = await readTemplates(['a.yaml', 'values.yaml', 'missing.yaml']);
  expect(named.errors.map(({ message }) => message)).toEqual([
    expect.stringContaining('values.yaml is not a CloudFormation template'),
    expect.stringContaining('There is no missing.yaml'),
  ]);
});

it.each(['*.yaml', 'no/**', 'a/[b.yaml'])('fails when %s matches no template', async (pattern) => {
  write('package.json', '{}');
  await expect(readTemplates([pattern])).rejects.toThrow(`No file matches ${pattern}.`);
  await expect(readTemplates(['*.json'])).rejects.toThrow('No file that matches *.json is a template.');
});

it('reads a file whose name has the characters of a glob', async () => {
  write('a[1].yaml');
  expect(await names('a[1].yaml')).toEqual(['a[1]']);
});

it('gives a name of a file that looks like a workflow command another start', async () => {
  write('::error::x.yaml');
  write('a.yaml');
  expect(await names('*.yaml')).toEqual(['./::error::x', 'a']);
});

it('reports its progress', async () => {
  write('a.yaml');
  write('values.yaml', 'replicas: 2\n');
  const onProgress = vi.fn();
  await readTemplates(['*.yaml'], onProgress);
  expect(onProgress.mock.calls).toEqual([
    [1, 2],
    [2, 2],
  ]);
});
