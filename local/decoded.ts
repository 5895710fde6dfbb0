/** A part of a path; one whose escapes are none stands for itself, and nothing is called that. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
