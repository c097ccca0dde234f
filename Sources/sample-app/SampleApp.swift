// A small real service to look at with the monitor: it embeds one with a single line, in `serve`.

import Glibc
import MonitorServer

@main
struct SampleApp {
  static func main() async {
    do {
      switch try OptionsParser.parse(CommandLine.arguments.dropFirst()) {
      case .help: print(Options.help)
      case .run(let options): try await serve(options)
      }
    } catch let error as UsageError {
      fail("\(error); see --help", status: 2)
    } catch let error as MonitorError where error.code == .portInUse || error.code == .permissionDenied {
      fail("\(error); here that is --port", status: 1)
    } catch {
      fail("\(error)", status: 1)
    }
  }

  private static func serve(_ options: Options) async throws {
    // A reader of stderr who leaves must not end the service.
    signal(SIGPIPE, SIG_IGN)
    let root = try await withTimeout(IndexService.timeout, name: "check directory") {
      try await BlockingThreads(name: "check", limit: 1).run { _ in
        try RootDirectory.check(options.directory)
      }
    }

    var configuration = Monitor.Configuration()
    configuration.port = options.port
    let monitor = try Monitor.start(configuration)
    defer { monitor.stop() }

    let log = Log()
    log.line("look inside: telnet localhost \(monitor.port)")
    let incident = options.incident.flatMap(Incidents.named)
    if let incident { log.line("incident \(incident.name): \(incident.summary)") }
    let service = IndexService(
      root: root, workers: options.workers, interval: .seconds(options.interval), log: log)
    try service.extend(monitor)
    let supervisor = Task(name: "supervisor") { await service.run(incident: incident) }
    try ShutdownSignals.onFirst { signal in
      log.line("\(signal): stopping; once more to exit at once")
      supervisor.cancel()
    }
    await supervisor.value
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    writeToStandardError("sample-app: error: \(message)\n")
    exit(status)
  }
}
