import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../core/is-object.ts';
import { UsageError } from '../errors.ts';

const FILE = 'tailgate.json';

/** `logging.apiLogging` of `tailgate.json`: the defaults of the flags of `logs run`. */
export interface ApiLoggingSettings {
  readonly enabled?: boolean;
  readonly obfuscateURLs?: boolean;
  readonly omitHealthChecks?: boolean;
}

/** Reads the settings of a directory; without a settings file they are empty.
 *  @throws UsageError for a file that cannot be read, or a value that is not a boolean. */
export function readApiLoggingSettings(directory: string): ApiLoggingSettings {
  let text: string;
  try {
    text = readFileSync(join(directory, FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new UsageError(`${FILE} cannot be read: ${(error as Error).message}.`);
  }
  const { logging } = objectOf(parse(text), 'its value');
  const { apiLogging } = objectOf(logging, 'logging');
  const { enabled, obfuscateURLs, omitHealthChecks } = objectOf(apiLogging, 'logging.apiLogging');
  const settings = { enabled, obfuscateURLs, omitHealthChecks };
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined && typeof value !== 'boolean')
      throw new UsageError(
        `${FILE} has ${JSON.stringify(value)} as logging.apiLogging.${name}.`,
        'Write true or false.',
      );
  }
  return settings as ApiLoggingSettings;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${FILE} is not valid JSON: ${(error as Error).message}.`);
  }
}

/** Returns a copy of the object; an empty object for undefined. */
function objectOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (isObject(value)) return { ...value };
  throw new UsageError(`${FILE} has ${JSON.stringify(value)} as ${name}.`, 'Write an object.');
}
