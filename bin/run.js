#!/usr/bin/env node
// Older Nodes read this file too: nothing newer than ECMAScript modules may stand before the check.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`logs needs Node.js 22.13 or newer; this is ${process.versions.node}.`);
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  // What Node.js thinks of its own modules (SQLite is new in 22) is no concern of the user.
  process.removeAllListeners('warning');
  const { main } = await import('../dist/cli/main.js');
  await main(import.meta.dirname.slice(0, -'/bin'.length));
}
