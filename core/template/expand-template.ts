import { isObject } from '../is-object.ts';
import { Inclusion } from './include.ts';
import { type Expanded, expandLanguageExtensions } from './language-extensions.ts';
import type { ReadingNotice } from './reading-notice.ts';

/** A template after its macros were applied. */
export interface ExpandedTemplate {
  readonly value: unknown;
  /** The places of the resources that loops add. */
  readonly origins: Expanded['origins'];
}

/** Applies the macros of a template that need no deployment: `AWS::Include` of a local file, and `AWS::LanguageExtensions`.
 *  @param notices gets the macros that cannot be applied. */
export function expandTemplate(value: unknown, path: string, notices: ReadingNotice[]): ExpandedTemplate {
  if (!isObject(value)) return { value, origins: new Map() };
  const template = new Inclusion(path, notices).template(value);
  for (const name of [template.Transform].flat().map(macroName)) {
    if (name === undefined || KNOWN_MACROS.test(name)) continue;
    notices.push({
      subject: `the macro ${name}`,
      problem: 'not applied, because its result is known only at deployment',
    });
  }
  const expanded = expandLanguageExtensions(template, notices);
  return { value: expanded.template, origins: expanded.origins };
}

/** Macros of AWS that are applied here, that the rules know, or that have nothing to do with logging.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-reference.html */
const KNOWN_MACROS =
  /^AWS::(?:LanguageExtensions|Serverless-[\d-]+|Include|CodeDeployBlueGreen|CodeStar|SecretsManager-[\d-]+)$/;

function macroName(macro: unknown): string | undefined {
  const name = isObject(macro) ? macro.Name : macro;
  return typeof name === 'string' ? name : undefined;
}
