import { expandTemplate } from './expand-template.ts';
import type { ReadingNotice } from './reading-notice.ts';
import { asTemplate, type Template } from './template.ts';
import { parseTemplateText, readTemplateText } from './template-text.ts';

/** A template, and what its reader should know. */
export interface TemplateFile {
  readonly template: Template;
  readonly notices: readonly ReadingNotice[];
}

/** Reads a CloudFormation template in JSON or YAML. What the transform `AWS::LanguageExtensions` and a local `AWS::Include` add is part
 *  of the template; other macros are left out.
 *  @throws TemplateError when the file cannot be read, is neither JSON nor YAML, or is not a template. */
export function readTemplateFile(path: string): TemplateFile {
  const notices: ReadingNotice[] = [];
  const { value } = expandTemplate(parseTemplateText(readTemplateText(path), path, notices), path, notices);
  return { template: asTemplate(value, path, notices), notices };
}
