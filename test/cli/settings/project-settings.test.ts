import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProjectSettings } from '../../../cli/settings/project-settings.ts';
import { settingsJsonSchema, settingsSchema } from '../../../cli/settings/settings-schema.ts';
import { parseYaml } from '../../../core/yaml/parse-yaml.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

describe('readProjectSettings', () => {
  it.each([
    ['tailgate.json', '{"rules": {"encrypted": true}, "logging": {"apiLogging": {"enabled": false}}}'],
    ['tailgate.yaml', 'rules: { encrypted: true }\nlogging: { apiLogging: { enabled: false } }\n'],
    ['tailgate.yml', '"$schema": x\nrules: { encrypted: true }\nlogging: { apiLogging: { enabled: false } }\n'],
  ])('reads the settings of all commands from %s', async (name, text) => {
    write(name, text);
    expect(await readProjectSettings(directory)).toMatchObject({
      rules: { encrypted: true },
      logging: { apiLogging: { enabled: false } },
    });
  });

  it('has no settings without a file, and in an empty file', async () => {
    expect(await readProjectSettings(directory)).toEqual({});
    write('tailgate.yaml', '# nothing yet\n');
    expect(await readProjectSettings(directory)).toEqual({});
  });

  it('reads the file that the user named instead of the one in the directory', async () => {
    write('tailgate.json', '{');
    write('own.yaml', 'rules: { subscriptionFilters: 2 }');
    expect(await readProjectSettings(directory, 'own.yaml')).toEqual({ rules: { subscriptionFilters: 2 } });
  });

  it('refuses two settings files', async () => {
    write('tailgate.json', '{}');
    write('tailgate.yaml', '');
    await expect(readProjectSettings(directory)).rejects.toThrow(
      'There are two settings files, tailgate.json and tailgate.yaml. Delete one of them, or name one with --config.',
    );
  });

  it.each([
    ['[]', 'the file is []. Write an object.'],
    ['{"rulez": {}}', 'the file has the unknown setting "rulez". Nearest: rules, '],
    ['{"rules": {"encryptd": true}}', 'rules has the unknown setting "encryptd". Nearest: encrypted, '],
    ['{"rules": {"encrypted": "yes"}}', 'rules.encrypted is "yes". Write true or false.'],
    ['{"rules": {"productionStages": "("}}', 'rules.productionStages is "(": not a regular expression.'],
    ['{"rules": {"subscriptionFilters": 0}}', 'rules.subscriptionFilters is 0. Write 1 or more.'],
    ['{"rules": {"subscriptionFilters": 1.5}}', 'rules.subscriptionFilters is 1.5. Write a whole number.'],
    ['{"rules": {"accountRole": "there"}}', 'rules.accountRole is "there". Nearest: here, '],
    [
      '{"rules": {"ignore": [{"rule": "execution-log", "reason": "x"}]}}',
      'rules.ignore.0.rule is "execution-log". Nearest: execution-log-',
    ],
    ['{"rules": {"ignore": [{"rule": "execution-log-off"}]}}', 'rules.ignore.0.reason is missing.'],
    [
      '{"rules": {"ignore": [{"rule": "execution-log-off", "reason": " "}]}}',
      'rules.ignore.0.reason is "". Write a text that is not empty.',
    ],
    ['{"rules": {"ignore": [{"rulee": ""}]}}', 'rules.ignore.0.'],
    [
      '{"logging": {"apiLogging": {"obfuscateUrls": true}}}',
      'logging.apiLogging has the unknown setting "obfuscateUrls". Nearest: obfuscateURLs, ',
    ],
    ['{"rules": null}', 'rules is null. Write an object.'],
    ['{"a": 1, "a": 2}', 'tailgate.json is not valid JSON or YAML: duplicated mapping key (line 1).'],
    ['"\\u001b[31m"', 'the file is "\\u001b[31m". Write an object.'],
  ])('refuses %s in a sentence', async (text, problem) => {
    write('tailgate.json', text);
    const error = await readProjectSettings(directory).catch((thrown: Error) => thrown);
    expect((error as Error).message).toContain(problem);
    expect((error as Error).message).not.toMatch(/\n|undefined/);
  });
});

describe('the JSON Schema of the settings', () => {
  it('describes every setting, for editors', () => {
    const undescribed: string[] = [];
    const visit = (node: Readonly<Record<string, unknown>>, path: string) => {
      for (const [name, child] of Object.entries((node.properties ?? {}) as Record<string, Record<string, unknown>>)) {
        if (!child.description) undescribed.push(`${path}${name}`);
        visit(child, `${path}${name}.`);
        if (child.items) visit(child.items as Record<string, unknown>, `${path}${name}[].`);
      }
      if (node.type === 'object') expect(node.additionalProperties, path).toBe(false);
    };
    visit(settingsJsonSchema() as Record<string, unknown>, '');
    expect(undescribed).toEqual([]);
  });

  it('allows the settings in the README', () => {
    const readme = readFileSync(join(import.meta.dirname, '..', '..', '..', 'README.md'), 'utf8');
    const examples = [...readme.matchAll(/^```(?:json|yaml)\n([\s\S]*?)^```/gm)]
      .map(([, text = '']) => parseYaml(text) as Record<string, unknown>)
      .filter((value) => value?.rules || value?.logging);
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) expect(settingsSchema.safeParse(example).error).toBeUndefined();
  });
});
