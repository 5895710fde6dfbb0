import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LogStore } from '../../../../local/logs-service/store/store.ts';
import { createStoreSink } from '../../../../local/logs-service/store/store-sink.ts';

let directory: string;
let path: string;
let notices: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-store-'));
  path = join(directory, 'below', 'logs.db');
  notices = [];
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = () => LogStore.open({ path, notice: (message) => notices.push(message) });

const everything = { after: { timestamp: 0, id: 0 }, before: { timestamp: 1e15, id: 0 }, order: 'ascending' } as const;

function messagesOf(store: LogStore, groupName: string): string[] {
  const group = store.groups.get(groupName);
  return group ? [...store.events.inGroup(group.id, everything)].map((event) => event.message) : [];
}

describe('the log store', () => {
  test('has its events after it is closed and opened again', () => {
    const first = open();
    createStoreSink(first).write('group', 'stream', [{ timestamp: 1, message: 'kept' }]);
    first.close();
    const second = open();
    expect(messagesOf(second, 'group')).toEqual(['kept']);
    second.close();
    expect(notices).toEqual([]);
  });

  test('has all acknowledged events after the process is killed while it writes', async () => {
    const writer = spawn(process.execPath, ['--input-type=module-typescript', '--eval', WRITER, '--', path]);
    const acknowledged = await killAndReadLastNumber(writer, 200);
    const store = open();
    const messages = messagesOf(store, 'group');
    store.close();
    expect(messages.length).toBeGreaterThanOrEqual(acknowledged * 10);
    expect(messages.length % 10).toBe(0);
    expect(messages).toEqual(messages.map((_, index) => `${index}`));
    expect(notices).toEqual([]);
  });

  test('never reuses an event id, even after the latest events are deleted', () => {
    const first = open();
    const sink = createStoreSink(first, () => 0);
    const ids: number[] = [];
    first.onAppend(({ firstId }) => ids.push(firstId));
    sink.write('group', 'stream', [{ timestamp: 1, message: 'a' }]);
    const group = first.groups.get('group');
    if (group) first.deleteGroup(group);
    while (first.purge(10));
    first.close();
    const second = open();
    second.onAppend(({ firstId }) => ids.push(firstId));
    createStoreSink(second).write('group', 'stream', [{ timestamp: 1, message: 'b' }]);
    second.close();
    expect(ids).toEqual([1, 2]);
  });

  test('cannot be opened twice at the same time; the error names the file', () => {
    const store = open();
    expect(open).toThrow(`The log store ${path} is in use by another process`);
    store.close();
    open().close();
  });

  test('reports a file that cannot be opened', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    path = join(file, 'logs.db');
    expect(open).toThrow(`The log store ${path} cannot be opened`);
  });

  describe('moves a file aside, with one message, and creates an empty one', () => {
    const damaged = () => readdirSync(join(directory, 'below')).filter((name) => name.includes('.damaged-'));

    function fill(): void {
      const store = open();
      const events = Array.from({ length: 2000 }, (_, index) => ({ timestamp: index, message: 'x'.repeat(100) }));
      createStoreSink(store).write('group', 'stream', events);
      store.close();
    }

    function expectMovedAside(): void {
      const store = open();
      expect(messagesOf(store, 'group')).toEqual([]);
      createStoreSink(store).write('group', 'stream', [{ timestamp: 1, message: 'new' }]);
      store.close();
      expect(notices).toEqual([expect.stringContaining(`The log store ${path} cannot be read (`)]);
      expect(damaged()).toHaveLength(1);
      const again = open();
      expect(messagesOf(again, 'group')).toEqual(['new']);
      again.close();
      expect(notices).toHaveLength(1);
    }

    test('that is not a database', () => {
      fill();
      writeFileSync(path, 'this is not a database'.repeat(100));
      expectMovedAside();
    });

    test('that is truncated', () => {
      fill();
      writeFileSync(path, readFileSync(path).subarray(0, 1500));
      expectMovedAside();
    });

    test('whose first pages are overwritten', () => {
      fill();
      writeFileSync(path, readFileSync(path).fill(0xa5, 100, 20_000));
      expectMovedAside();
    });

    test('of another program', () => {
      fill();
      rmSync(path);
      const database = new DatabaseSync(path);
      database.exec('CREATE TABLE theirs (a)');
      database.close();
      expectMovedAside();
    });

    test('of another version', () => {
      fill();
      const database = new DatabaseSync(path);
      database.exec('PRAGMA user_version = 99');
      database.close();
      expectMovedAside();
    });

    test('whose damage is found during use', () => {
      fill();
      const bytes = readFileSync(path);
      // Damages only the end of the file: the schema and the first rows can still be read.
      writeFileSync(path, bytes.fill(0xa5, bytes.length - 60_000, bytes.length - 4096));
      const store = open();
      let caught: unknown;
      try {
        messagesOf(store, 'group');
      } catch (error) {
        caught = error;
      }
      expect(store.recordDamage(caught)).toBe(true);
      store.close();
      expect(notices).toEqual([]);
      expectMovedAside();
    });
  });
});

describe('the log sink', () => {
  test('creates group and stream once, without retention, and appends in order', () => {
    const store = LogStore.open({ memory: true });
    const sink = createStoreSink(store, () => 1234);
    sink.write('group', 'a', [{ timestamp: 2, message: '2' }]);
    sink.write('group', 'b', [{ timestamp: 1, message: '1' }]);
    sink.write('group', 'a', [
      { timestamp: 2, message: '3' },
      { timestamp: 2, message: '4' },
    ]);
    expect(messagesOf(store, 'group')).toEqual(['1', '2', '3', '4']);
    expect(store.groups.get('group')).toMatchObject({
      creationTime: 1234,
      retentionInDays: undefined,
      storedBytes: 108,
    });
    store.close();
  });

  test('writes all events or none of them', () => {
    const store = LogStore.open({ memory: true });
    const events = [
      { timestamp: 1, message: 'fine' },
      { timestamp: 1.5, message: 'not an integer' },
      { timestamp: 2, message: 'fine' },
    ];
    expect(() => createStoreSink(store).write('group', 'stream', events)).toThrow();
    expect(messagesOf(store, 'group')).toEqual([]);
    createStoreSink(store).write('group', 'stream', events.slice(0, 1));
    expect(messagesOf(store, 'group')).toEqual(['fine']);
    store.close();
  });
});

/** A program that writes batches of ten numbered events, and prints the number of each batch once it is written. */
const WRITER = `
  const { LogStore } = await import('${new URL('../../../../local/logs-service/store/store.ts', import.meta.url)}');
  const { createStoreSink } = await import('${new URL('../../../../local/logs-service/store/store-sink.ts', import.meta.url)}');
  const sink = createStoreSink(LogStore.open({ path: process.argv[1], notice: console.error }));
  for (let batch = 0; ; batch += 1) {
    const messages = Array.from({ length: 10 }, (_, index) => String(batch * 10 + index));
    sink.write('group', 'stream', messages.map((message) => ({ timestamp: 1, message })));
    process.stdout.write(batch + 1 + '\\n');
    await new Promise(setImmediate);
  }
`;

/** Kills the writer while it writes, and returns the last number that it has printed. */
async function killAndReadLastNumber(writer: ChildProcess, atLeast: number): Promise<number> {
  let last = 0;
  const errors: string[] = [];
  writer.stderr?.on('data', (chunk) => errors.push(String(chunk)));
  for await (const line of createInterface({ input: writer.stdout as NodeJS.ReadableStream })) {
    last = Number(line);
    if (last === atLeast) writer.kill('SIGKILL');
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  expect(errors.join('')).toBe('');
  expect(writer.signalCode).toBe('SIGKILL');
  return last;
}
