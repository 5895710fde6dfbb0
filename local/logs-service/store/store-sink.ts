import type { LogSink } from '../../log-sink.ts';
import type { LogStore } from './store.ts';

/** A sink that writes to the store in this process, as Lambda and API Gateway write to the service. A log group that it creates has no
 *  retention, as when these services create it. */
export function createStoreSink(store: LogStore, now: () => number = Date.now): LogSink {
  return {
    write(logGroup, logStream, events) {
      const time = now();
      const group = store.groups.get(logGroup) ?? store.groups.create({ name: logGroup, creationTime: time });
      const stream = store.streams.get(group.id, logStream) ?? store.streams.create(group.id, logStream, time);
      store.append(group, stream, events, time);
    },
  };
}
