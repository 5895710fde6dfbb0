import { compileWildcard } from '../../../../core/wildcard.ts';
import { UnsupportedPolicyError } from './policy-document.ts';

/** Whether a text matches a pattern of a policy: `*` matches any text, also colons and slashes, and `?` any single character.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 *  @throws UnsupportedPolicyError when the pattern has a policy variable. */
export function matchesPolicyPattern(pattern: string, text: string): boolean {
  if (pattern.includes('${')) throw new UnsupportedPolicyError(`Policy variables are not supported: ${pattern}`);
  return compileWildcard(pattern, '?')(text);
}
