import { dirname, resolve } from 'node:path';
import { isObject } from '../is-object.ts';
import { isFile, localFile } from './local-file.ts';
import type { ReadingNotice } from './reading-notice.ts';
import { parseTemplateText, readTemplateText } from './template-text.ts';

type Members = Readonly<Record<string, unknown>>;

/** Adds the content of the files that a template includes with the macro `AWS::Include`. Leaves out other calls of macros.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html */
export class Inclusion {
  readonly #path: string;
  readonly #notices: ReadingNotice[];
  /** The characters of all included files. */
  #size = 0;

  /** @param path the file of the template. Locations are relative to its folder.
   *  @param notices gets the macros and the files that cannot be read. */
  constructor(path: string, notices: ReadingNotice[]) {
    this.#path = path;
    this.#notices = notices;
  }

  /** The template with what it includes in its sections and as sections. */
  template(template: Members): Members {
    const expanded = this.#expand(template) as Members;
    const macros = [template.Transform].flat().filter((macro) => isObject(macro) && macro.Name === INCLUDE);
    return macros.reduce<Members>((whole, macro) => withSections(whole, this.#content(macro)), expanded);
  }

  #expand(value: unknown): unknown {
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#expand(item));
      return items.every((item, index) => item === value[index]) ? value : items;
    }
    if (!isObject(value)) return value;
    const included = value[MACRO] === undefined ? [] : [value[MACRO]].flat().map((macro) => this.#content(macro));
    const own = Object.entries(value).filter(([name]) => name !== MACRO);
    const members = own.map(([name, member]) => [name, this.#expand(member)] as const);
    const isSame = value[MACRO] === undefined && members.every(([name, member]) => value[name] === member);
    return isSame ? value : Object.assign({}, ...included, Object.fromEntries(members));
  }

  #content(macro: unknown): Members {
    const { Name, Parameters } = isObject(macro) ? macro : {};
    const location = Name === INCLUDE && isObject(Parameters) ? Parameters.Location : undefined;
    const path = localFile(location);
    const name = typeof location === 'string' ? `${MACRO} of ${location}` : `${MACRO} ${String(Name ?? '')}`.trim();
    if (path === undefined) return this.#leaveOut(name, 'not applied, because its result is known only at deployment');
    const file = resolve(dirname(this.#path), path);
    if (!isFile(file)) return this.#leaveOut(name, 'not read, because the file does not exist');
    if (this.#size > MAX_SIZE) return this.#leaveOut(name, 'not read, because the template includes too much');
    const text = readTemplateText(file);
    this.#size += text.length;
    const content = parseTemplateText(text, file, this.#notices);
    return isObject(content) ? content : this.#leaveOut(name, 'not read, because the file has no object');
  }

  #leaveOut(subject: string, problem: string): Members {
    this.#notices.push({ subject, problem });
    return {};
  }
}

/** CloudFormation accepts a template of a megabyte, with all that it includes. */
const MAX_SIZE = 2_000_000;

const MACRO = 'Fn::Transform';
const INCLUDE = 'AWS::Include';

/** The template with the members of other sections, except those that it has. */
function withSections(template: Members, sections: Members): Members {
  const merged = Object.entries(sections).map(([name, section]) => {
    const own = template[name];
    return [name, isObject(section) && isObject(own) ? { ...section, ...own } : (own ?? section)];
  });
  return { ...template, ...Object.fromEntries(merged) };
}
