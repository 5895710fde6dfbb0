/** Node.js 20 lacks functions that this library uses, and the CDK no longer supports it. `engines` in `package.json` has the same version.
 *  @see https://docs.aws.amazon.com/cdk/v2/guide/node-versions.html */
const OLDEST = { major: 22, minor: 13 };

requireSupportedNode(process.versions.node);

/** @throws Error, without a stack trace, for a version of Node.js that is too old. */
export function requireSupportedNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return;
  const error = new Error(
    `tailgate needs Node.js ${OLDEST.major}.${OLDEST.minor} or newer, and this is ${version}. Update Node.js, for example to the current LTS version.`,
  );
  // The place in the app that loads this library says nothing about the problem.
  error.stack = `Error: ${error.message}`;
  throw error;
}
