import { buildAll } from '../../scripts/build.ts';

/** The tests run the command as a user does: the built one. */
export default async function setup(): Promise<void> {
  await buildAll();
}
