import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { RuleSettings } from '../../infra/rules/rule-settings.ts';
import { UsageError } from '../errors.ts';

/** The settings files of a project, in its working directory; the first existing one is read. */
const SETTINGS_FILES = ['tailgate.json', 'tailgate.yaml', 'tailgate.yml'];

/** Reads the settings of the rules: the key `rules` of the project's settings file. Missing settings are left out.
 *  @param configFile the file that the user named. @default the project's settings file, if it exists
 *  @throws UsageError for a file that does not exist or is invalid. */
export async function readRuleSettings(
  directory: string,
  configFile: string | undefined,
): Promise<Partial<RuleSettings>> {
  const file = configFile ?? SETTINGS_FILES.find((name) => existsSync(join(directory, name)));
  if (file === undefined) return {};
  const { ruleSettingsSchema } = await import('./rule-settings-schema.ts');
  const result = ruleSettingsSchema.safeParse(await readObject(resolve(directory, file), file));
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
    // JSON is valid YAML. An empty file has no settings.
    return parse(text) ?? {};
  } catch (error) {
    const [problem = ''] = (error as Error).message.split('\n', 1);
    throw new UsageError(`${name} is not valid JSON or YAML: ${problem.replace(/:$/, '')}.`);
  }
}
