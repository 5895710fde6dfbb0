#!/usr/bin/env node
// Old versions of Node.js must be able to parse this file, so the code before the check uses no newer syntax than ECMAScript modules.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`logs needs Node.js 22.13 or newer; this is ${process.versions.node}.`);
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  // Hides warnings of Node.js about its experimental modules, such as SQLite in version 22.
  process.removeAllListeners('warning');
  const { main } = await import('../dist/cli/main.js');
  await main(import.meta.dirname.slice(0, -'/bin'.length));
}
