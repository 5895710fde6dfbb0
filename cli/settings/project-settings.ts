import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as z from 'zod';
import { parseYaml, YamlError } from '../../core/yaml/parse-yaml.ts';
import { UsageError } from '../errors.ts';
import { describeIssue } from './describe-issue.ts';
import type { settingsSchema } from './settings-schema.ts';

/** The settings of a project. Settings that it does not make are left out. */
export type ProjectSettings = z.infer<typeof settingsSchema>;

/** The names of the settings file, in the working directory. */
const FILES = ['tailgate.json', 'tailgate.yaml', 'tailgate.yml'];

/** Reads the settings of a project, for all commands.
 *  @param configFile the file that the user named. @default the settings file of the directory, if there is one
 *  @throws UsageError for a file that does not exist or is invalid, and for two settings files. */
export async function readProjectSettings(directory: string, configFile?: string): Promise<ProjectSettings> {
  const file = configFile ?? findFile(directory);
  if (file === undefined) return {};
  const { settingsJsonSchema, settingsSchema } = await import('./settings-schema.ts');
  const result = settingsSchema.safeParse(readValue(resolve(directory, file), file), { reportInput: true });
  if (result.success) return result.data;
  throw new UsageError(`${file}: ${describeIssue(result.error, settingsJsonSchema())}`);
}

function findFile(directory: string): string | undefined {
  const [file, other] = FILES.filter((name) => existsSync(join(directory, name)));
  if (other === undefined) return file;
  throw new UsageError(
    `There are two settings files, ${file} and ${other}.`,
    'Delete one of them, or name one with --config.',
  );
}

function readValue(path: string, name: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`Cannot read the settings in ${name}: ${(error as Error).message}.`);
  }
  try {
    // JSON is valid YAML. An empty file has no settings.
    return parseYaml(text) ?? {};
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const place = error.line === undefined ? '' : ` (line ${error.line})`;
    throw new UsageError(`${name} is not valid JSON or YAML: ${error.message}${place}.`);
  }
}
