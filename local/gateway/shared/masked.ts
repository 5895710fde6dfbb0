/** A secret as execution logs have it: the last six characters, a star for each before them. */
export function masked(secret: string): string {
  return `${'*'.repeat(Math.max(0, secret.length - 6))}${secret.slice(-6)}`;
}
