import type { Clock } from '../../../core/clock.ts';
import { openClients } from '../../../scripts/verify-aws/aws-clients.ts';

type Answer = object | Error | undefined;

/** Clients of AWS with scripted answers, by the name of the command: for faults that the local AWS cannot produce.
 *  @returns `calls` has the names and inputs of the commands that were sent. */
export function scriptedAws(answers: Readonly<Record<string, Answer | ((input: never) => Answer)>>) {
  const settings = { region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
  const clients = openClients(settings);
  const calls: { readonly name: string; readonly input: object }[] = [];
  for (const client of Object.values(clients)) {
    client.send = (async (command: { readonly input: never }) => {
      const { input } = command;
      const name = command.constructor.name.replace(/Command$/, '');
      calls.push({ name, input });
      const answer = answers[name];
      const result = typeof answer === 'function' ? (answer as (input: never) => Answer)(input) : answer;
      if (result instanceof Error) throw result;
      if (result === undefined) throw new Error(`no answer to ${name} is scripted`);
      return result;
    }) as never;
  }
  return { clients, calls };
}

/** An error of a service. */
export function awsError(name: string, message = 'no'): Error {
  return Object.assign(new Error(message), { name });
}

/** A clock on which waiting takes no time. */
export function quickClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    wait: async (milliseconds) => {
      now += milliseconds;
    },
  };
}
