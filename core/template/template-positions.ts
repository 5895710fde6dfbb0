import { type Entry, type Outline, parseOutline } from '../yaml/outline.ts';
import { YamlError } from '../yaml/parse-yaml.ts';
import { TextLines } from '../yaml/text-lines.ts';
import { expandTemplate } from './expand-template.ts';
import { parseTemplateText, readTemplateText } from './template-text.ts';

/** A part of a text. Lines and columns are counted from 1; the end is the column after the last character. */
export interface TextRegion {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The places of the resources and their properties in the file of a template, in YAML or JSON. */
export class TemplatePositions {
  readonly #outline: Outline | undefined;
  readonly #lines: TextLines;
  readonly #origins: ReadonlyMap<string, readonly string[]>;

  /** @param path the file. There are no places when it is not YAML.
   *  @throws TemplateError when the file cannot be read. */
  constructor(path: string) {
    const text = readTemplateText(path);
    this.#outline = outlineOf(text);
    this.#lines = new TextLines(text);
    const hasLoops = this.#outline !== undefined && text.includes('Fn::ForEach');
    this.#origins = hasLoops ? expandTemplate(parseTemplateText(text, path), path, []).origins : new Map();
  }

  /** The key of a property or the first key of a list item; if the template does not have it, that of the deepest object around it that the template has. For a resource
   *  that a loop adds, the place is in the loop. Undefined when the template does not have the resource.
   *  @param property the path in the properties (`MethodSettings[0].LoggingLevel`), or in the metadata (`Metadata.tailgate`).
   *  @default the resource itself */
  region(logicalId: string, property = ''): TextRegion | undefined {
    const resource = this.#origins.get(logicalId) ?? ['Resources', logicalId];
    const names = property.split(/[.[\]]+/).filter((name) => name !== '');
    const path = names.length === 0 || names[0] === 'Metadata' ? names : ['Properties', ...names];
    const key = this.#outline && keyAt(this.#outline, resource, path);
    if (!key) return undefined;
    const start = this.#lines.positionAt(key.start);
    const end = this.#lines.positionAt(key.end);
    return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  }
}

function outlineOf(text: string): Outline | undefined {
  try {
    return parseOutline(text);
  } catch (error) {
    // JSON that is nested too deep.
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

/** A part of a text, as indexes. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** The entries of large objects by their keys, so that a template with many findings is not searched from the start for each of them. */
const ENTRIES = new WeakMap<Outline, ReadonlyMap<string, Entry>>();

/** Of equal keys, the last one counts. */
function entryOf(value: Outline, name: string): Entry | undefined {
  const entries = ENTRIES.get(value) ?? new Map(value.entries.map((entry) => [entry.key, entry]));
  ENTRIES.set(value, entries);
  return entries.get(name);
}

/** The last key on the way to a property. Undefined when not even the resource exists. */
function keyAt(template: Outline, resource: readonly string[], property: readonly string[]): Range | undefined {
  let value: Outline | undefined = template;
  let key: Range | undefined;
  for (const [index, name] of [...resource, ...property].entries()) {
    const entry: Entry | undefined = value && entryOf(value, name);
    const item: Outline | undefined = value?.items[Number(name)];
    if (!entry && !item) return index < resource.length ? undefined : key;
    // An object in a list has the place of its first key.
    key = entry ?? item?.entries[0] ?? key;
    value = entry ? entry.value : item;
  }
  return key;
}
