import { readFileSync } from 'node:fs';
import { isDuplicateKey, parseYaml, YamlError } from '../yaml/parse-yaml.ts';
import { functionCall, isFunctionTag } from './function-tags.ts';
import type { ReadingNotice } from './reading-notice.ts';
import { TemplateError } from './template.ts';
import { textNotices } from './text-notices.ts';

/** Reads the text of a template: UTF-8, or UTF-16 with a byte order mark.
 *  @throws TemplateError when the file cannot be read. */
export function readTemplateText(path: string): string {
  try {
    const bytes = readFileSync(path);
    return new TextDecoder(encodingOf(bytes)).decode(bytes);
  } catch (error) {
    throw new TemplateError(`Cannot read ${path}: ${(error as Error).message}`);
  }
}

function encodingOf([first, second]: Buffer): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** Parses the text of a template: JSON, or YAML 1.1 as CloudFormation, SAM and cfn-lint read it. Short forms of functions such as `!Sub`
 *  become full names: `{ "Fn::Sub": … }`. Dates and keys are texts. Aliases, which CloudFormation does not support, are resolved as
 *  `sam build` and `aws cloudformation package` do it.
 *  @param path the name of the file, also in errors.
 *  @param notices gets equal keys (the last one counts), and tags that are not functions of CloudFormation.
 *  @throws TemplateError when the text is neither JSON nor YAML. The message is one line, and names the file and the line in it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 *  @see https://github.com/go-to-k/cdk-real-drift/issues/1074 for equal keys */
export function parseTemplateText(text: string, path: string, notices: ReadingNotice[] = []): unknown {
  if (!/^\s*[{[]/.test(text)) return parseYamlTemplate(text, path, notices);
  const value = parseJson(text);
  // JSON.parse does not report equal keys, and accepts any depth.
  return value !== undefined && countKeys(value) === countKeysInText(text)
    ? value
    : parseYamlTemplate(text, path, notices);
}

/** Undefined for other texts. CloudFormation reads JSON as YAML: it accepts a comma at the end of a list.
 *  @see https://github.com/stelligent/cfn_nag/issues/203 */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseYamlTemplate(text: string, path: string, notices: ReadingNotice[]): unknown {
  try {
    return readYaml(text, notices);
  } catch (error) {
    const { message, line } = error as YamlError;
    if (!(error instanceof YamlError)) throw error;
    throw new TemplateError(`${line === undefined ? path : `${path}, line ${line}`}: ${message}.`);
  }
}

function readYaml(text: string, notices: ReadingNotice[]): unknown {
  let hasOtherTag = false;
  const tagged = (tag: string, value: unknown) => {
    hasOtherTag ||= !isFunctionTag(tag);
    return functionCall(tag, value);
  };
  const read = (allowDuplicates: boolean) => {
    const value = parseYaml(text, { tagged, allowDuplicates });
    if (allowDuplicates || hasOtherTag) for (const notice of textNotices(text)) notices.push(notice);
    return value;
  };
  try {
    return read(false);
  } catch (error) {
    if (isDuplicateKey(error)) return read(true);
    throw error;
  }
}

/** The number of members of all objects in a value; NaN when the value is too deep to count. */
function countKeys(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > MAX_DEPTH) return Number.NaN;
  const members = Object.values(value);
  const own = Array.isArray(value) ? 0 : members.length;
  return members.reduce((sum: number, member) => sum + countKeys(member, depth + 1), own);
}

/** Deeper values are left to the YAML parser, which refuses them. */
const MAX_DEPTH = 100;

/** The number of keys in a JSON text. */
function countKeysInText(text: string): number {
  let count = 0;
  for (const { 1: colon } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*(:?)/gs)) if (colon === ':') count++;
  return count;
}
