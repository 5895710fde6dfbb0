import { compileWildcard } from '../../../../core/filter-pattern/wildcard.ts';
import { UnsupportedPolicyError } from './policy-document.ts';

/** Whether a text matches a pattern of a policy: `*` matches any text, also colons and slashes, and `?` any single character.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 *  @throws UnsupportedPolicyError when the pattern has a policy variable. */
export function matchesPolicyPattern(pattern: string, text: string): boolean {
  if (pattern.includes('${')) throw new UnsupportedPolicyError(`Policy variables are not supported: ${pattern}`);
  return pattern.includes('?') ? matchesCharacters(pattern, text) : compileWildcard(pattern)(text);
}

/** Only the last `*` is ever tried again, so that the time grows with the product of the lengths, never exponentially. */
function matchesCharacters(pattern: string, text: string): boolean {
  let at = 0;
  let inPattern = 0;
  let lastStar = -1;
  let afterStar = 0;
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      lastStar = inPattern;
      inPattern += 1;
      afterStar = at;
    } else if (inPattern < pattern.length && (pattern[inPattern] === '?' || pattern[inPattern] === text[at])) {
      at += 1;
      inPattern += 1;
    } else if (lastStar >= 0) {
      afterStar += 1;
      at = afterStar;
      inPattern = lastStar + 1;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
}
