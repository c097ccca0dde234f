// What the command line asks for.

struct Options: Equatable, Sendable {
  var directory = "."
  var port: UInt16 = 50101
  var workers = 4
  /// Seconds between the end of one scan and the start of the next.
  var interval = 10.0
  /// The name of an incident, or `nil`.
  var incident: String?

  static let portRange = 0...65535
  /// Each worker may hold a file and a thread.
  static let workersRange = 1...64
  static let intervalRange = 0.1...86400.0

  static var help: String {
    let incidents = Incidents.all.map { incident in
      let padding = String(repeating: " ", count: max(1, 16 - incident.name.count))
      return "  \(incident.name)\(padding)\(incident.summary)"
    }
    let defaults = Options()
    return """
      Usage: sample-app [OPTIONS] [DIRECTORY]

      Indexes the text files below DIRECTORY (default: the current one) and keeps the index fresh.
      A monitor shows its tasks meanwhile: telnet localhost \(defaults.port)

      Options:
        --port N            the monitor's port; 0 takes any free one (default \(defaults.port))
        --workers N         files in work at a time, 1 to \(workersRange.upperBound) (default \(defaults.workers))
        --interval SECONDS  pause between two scans, from \(intervalRange.lowerBound) (default \(defaults.interval))
        --incident NAME     let one thing go wrong on purpose
        --help              show this text

      Incidents:
      \(incidents.joined(separator: "\n"))

      Ctrl-C or SIGTERM ends it with a report, a second one at once.
      """
  }
}
