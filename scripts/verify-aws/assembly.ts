import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readStacks } from '../../core/template/read-stacks.ts';
import { StartError } from './exit-codes.ts';

const root = join(import.meta.dirname, '..', '..');

/** A resource of a template, with its deletion policy. */
export interface PlannedResource {
  readonly logicalId: string;
  readonly type: string;
  /** With intrinsic functions. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** @default 'Delete' */
  readonly deletionPolicy: string;
}

/** A stack of the run, before it is deployed. */
export interface PlannedStack {
  /** The id of its construct, without the prefix. */
  readonly id: string;
  /** The name of the stack, with the prefix. */
  readonly name: string;
  readonly resources: readonly PlannedResource[];
}

/** Synthesizes the app of the run, with the context of cdk.json.
 *  @param outdir receives the cloud assembly.
 *  @param switches further context values.
 *  @throws StartError with the output of the app. */
export function synthesize(
  prefix: string,
  outdir: string,
  switches: Readonly<Record<string, string>> = {},
): PlannedStack[] {
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'app.ts')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...switches, prefix }) },
  });
  if (status !== 0) throw new StartError(`The stacks cannot be synthesized:\n${stderr}`);
  return plannedStacks(outdir);
}

/** The stacks in a cloud assembly. */
export function plannedStacks(directory: string): PlannedStack[] {
  return readStacks(directory).map(({ name, file = '', template }) => ({
    id: basename(file, '.template.json'),
    name,
    resources: Object.entries(template.Resources).map(([logicalId, resource]) => ({
      logicalId,
      type: resource.Type,
      properties: resource.Properties ?? {},
      deletionPolicy: (resource as { readonly DeletionPolicy?: string }).DeletionPolicy ?? 'Delete',
    })),
  }));
}
