import type { LogSink } from '../../log-sink.ts';
import type { LogStore } from './store.ts';

/** Writes to the store in-process, as Lambda and API Gateway write to the service. A log group that is made on the way
 *  has no retention, as when these services make it. */
export function storeSink(store: LogStore, now: () => number = Date.now): LogSink {
  return {
    write(logGroup, logStream, events) {
      const time = now();
      const group = store.groups.get(logGroup) ?? store.groups.create({ name: logGroup, creationTime: time });
      const stream = store.streams.get(group.id, logStream) ?? store.streams.create(group.id, logStream, time);
      store.append(group, stream, events, time);
    },
  };
}
