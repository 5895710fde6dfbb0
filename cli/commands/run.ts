import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { UsageError } from '../errors.ts';
import { colorFlag, configFlag, durationFlag } from '../flags/common-flags.ts';
import { appIdOf, appOptions, HEALTH_CHECKS } from '../run/app-options.ts';
import { runRecorded } from '../run/recorded-session.ts';
import { LOG_FORMATS, RunDisplay } from '../run/run-display.ts';
import { readProjectSettings } from '../settings/project-settings.ts';

const DEFAULT_PORT = 3500;
const DEFAULT_GRACE_MS = 10_000;

export default class Run extends BaseCommand {
  static override summary = 'Run a program; log its output and the requests to it in one session.';
  static override description =
    `With --app-port, a reverse proxy in front of the program logs every request. Lines of the program have the prefix "== APP == ". Both are recorded in .tailgate/: in this directory, \`logs tail\` reads them while the program runs, and \`logs tail --local\` afterwards.
The exit code is that of the program. Without --api-logging and --no-api-logging, logging.apiLogging.enabled of tailgate.json or tailgate.yaml decides; by default requests are logged. The same applies to obfuscateURLs and omitHealthChecks.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> -- node worker.js',
    '<%= config.bin %> <%= command.id %> --app-port 3000 -- node app.js',
    "<%= config.bin %> <%= command.id %> --app-port 8000 --route '/users/{id}' --obfuscate-paths --log-format json -- python3 app.py",
  ];
  static override strict = false;
  static override usage = '<%= command.id %> [FLAGS] -- COMMAND [ARGUMENT...]';
  static override flags = {
    'app-port': Flags.integer({
      summary: 'port on which the program listens; the program gets it as PORT',
      min: 1,
      max: 65_535,
    }),
    port: Flags.integer({
      summary: 'port of the proxy; 0 chooses a free port',
      default: DEFAULT_PORT,
      min: 0,
      max: 65_535,
    }),
    'app-id': Flags.string({ summary: 'name of the program in its log groups (default: the name of the directory)' }),
    'app-wait': durationFlag({
      summary: 'how long a request waits for the program to listen, such as 1m (default: 30s)',
      helpValue: 'TIME',
    }),
    grace: durationFlag({
      summary: 'how long the program may take to end after Ctrl-C before it is killed, such as 1m (default: 10s)',
      helpValue: 'TIME',
    }),
    'api-logging': Flags.boolean({ summary: 'log the requests', allowNo: true, helpGroup: 'API LOGGING' }),
    'obfuscate-paths': Flags.boolean({
      summary: 'log the route of a request instead of its path',
      allowNo: true,
      helpGroup: 'API LOGGING',
    }),
    route: Flags.string({
      summary: "a route of the program, such as '/users/{id}' or '/files/{path+}'; can be repeated",
      multiple: true,
      helpValue: 'ROUTE',
      helpGroup: 'API LOGGING',
    }),
    'omit-health-checks': Flags.boolean({
      summary: 'do not log health checks',
      allowNo: true,
      helpGroup: 'API LOGGING',
    }),
    'health-check': Flags.string({
      summary: `path of a health check; can be repeated (default: ${HEALTH_CHECKS.join(', ')})`,
      multiple: true,
      helpValue: 'PATH',
      helpGroup: 'API LOGGING',
    }),
    'log-format': Flags.option({
      summary: 'format of the requests (pretty on a terminal, otherwise logfmt)',
      options: LOG_FORMATS,
      helpGroup: 'API LOGGING',
    })(),
    config: configFlag,
    color: colorFlag,
  };

  override async run(): Promise<void> {
    // oclif must not parse what follows the dashes: it would move numeric arguments to the front.
    const dashes = this.argv.includes('--') ? this.argv.indexOf('--') : this.argv.length;
    const [command, ...args] = this.argv.slice(dashes + 1);
    const { argv, flags } = await this.parse(Run, this.argv.slice(0, dashes));
    if (!command || argv.length > 0)
      throw new UsageError('There is no program to run.', 'Write it after two dashes: logs run -- node app.js');
    const directory = process.cwd();
    const { logging } = await readProjectSettings(directory, flags.config);
    const settings = logging?.apiLogging ?? {};
    const callLineSettings = {
      appId: appIdOf(flags['app-id'], directory),
      version: this.config.version,
      obfuscatePaths: flags['obfuscate-paths'] ?? settings.obfuscateURLs ?? false,
    };
    const display = new RunDisplay(callLineSettings, flags['log-format'], flags.color);
    const options = {
      command,
      args,
      callLineSettings,
      graceMs: flags.grace ?? DEFAULT_GRACE_MS,
      ...appOptions(flags, settings),
    };
    process.exitCode = await runRecorded(directory, options, display);
  }
}
