/** `npm start`: synthesizes the stacks, and runs them with `logs dev` until Ctrl-C. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildAll } from './build.ts';

const root = join(import.meta.dirname, '..');
if (process.stderr.isTTY) console.error('Building the command and synthesizing the stacks …');
await buildAll({ declarations: false });
const synth = spawnSync('cdk', ['synth', '--quiet'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'pipe'],
  encoding: 'utf8',
});
if (synth.status !== 0) {
  process.stderr.write(synth.stderr);
  process.exit(1);
}
process.argv.splice(2, 0, 'dev');
const { main } = await import(join(root, 'dist', 'cli', 'main.js'));
await main(root);
