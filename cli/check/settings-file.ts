import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { RuleSettings } from '../../infra/rules/rule-settings.ts';
import { UsageError } from '../errors.ts';

/** Where a project keeps its settings, in its working directory; the first that is there. */
const FILES = ['tailgate.json', 'tailgate.yaml', 'tailgate.yml'];

/** Reads the project's settings for the rules, the key `rules` of its file; those that it does not give are left out.
 *  @param named the file that the user names; without one, the project's, if there is one.
 *  @throws CliError in one line for a file that is not there, that cannot be read, or that says what no rule knows. */
export async function readRuleSettings(directory: string, named: string | undefined): Promise<Partial<RuleSettings>> {
  const file = named ?? FILES.find((name) => existsSync(join(directory, name)));
  if (file === undefined) return {};
  const { settingsSchema } = await import('./settings-schema.ts');
  const result = settingsSchema.safeParse(await readObject(resolve(directory, file), file));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new UsageError(`${file}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}.`);
  }
  const { productionStages, ...settings } = result.data.rules;
  return productionStages === undefined
    ? settings
    : { ...settings, productionStages: new RegExp(productionStages, 'i') };
}

async function readObject(path: string, name: string): Promise<unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`Cannot read the settings in ${name}: ${(error as Error).message}.`);
  }
  try {
    // JSON is YAML, too. A file without a word in it sets nothing.
    return parse(text) ?? {};
  } catch (error) {
    const [problem = ''] = (error as Error).message.split('\n', 1);
    throw new UsageError(`${name} is not valid JSON or YAML: ${problem.replace(/:$/, '')}.`);
  }
}
