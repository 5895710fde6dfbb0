import { type ClientSettings, Connection } from './connection.ts';

/** AWS, or an endpoint that serves the same APIs, such as that of a running `logs dev`. */
export class AwsConnection extends Connection {
  readonly isRecorded = false;
  readonly notice: string | undefined;
  readonly #settings: ClientSettings;

  constructor(settings: ClientSettings, notice?: string) {
    super();
    this.#settings = settings;
    this.notice = notice;
  }

  get isAws(): boolean {
    return this.#settings.endpoint === undefined && !this.#settings.disableHostPrefix;
  }

  protected override clientSettings(): ClientSettings {
    return this.#settings;
  }
}
