// What the service adds to its console: three commands and a few values; what they do is the service's own business.

import MonitorServer

extension IndexService {
  /// Adds the service's commands and values to a monitor.
  func extend(_ monitor: Monitor) throws(MonitorError) {
    try monitor.register(topWords)
    try monitor.register(rescan)
    try monitor.register(startIncident)
    try expose(on: monitor)
  }

  private var topWords: ConsoleCommand {
    let index = index
    return ConsoleCommand(
      "top-words", summary: "the words that occur most",
      options: [.init("--limit", short: "-n", value: "N", summary: "at most N words (default 10)")],
      cost: "sorts the words of the index while no file can enter it",
      examples: ["top-words", "top-words --limit 3 --json"]
    ) { invocation in
      let words = await index.mostFrequent(try invocation.count("--limit") ?? 10)
      return .rows(["word", "count"], words.map { [$0.word, $0.count] })
    }
  }

  private var rescan: ConsoleCommand {
    let rescanner = rescanner
    return ConsoleCommand(
      "rescan", summary: "scans now, and tells what it found",
      cost: "waits for a scan under way, then is one; given up when its time is up",
      examples: ["rescan"]
    ) { _ in
      let begin = ContinuousClock.now
      let (number, report) = try await rescanner.scan()
      let content = report.content
      return .rows(
        ["scan", "read", "unchanged", "removed", "failed", "time_ns"],
        [
          [
            number, content.read, content.unchanged, report.removed, content.failures.count,
            ContinuousClock.now - begin,
          ]
        ])
    }
  }

  private var startIncident: ConsoleCommand {
    let incidents = incidents
    return ConsoleCommand(
      "incident", summary: "lets a thing go wrong on purpose",
      operands: .init("NAME", choices: Incidents.all.map(\.name)),
      cost: "what the incident does", examples: ["incident leak"]
    ) { invocation in
      guard let incident = invocation.operands.first.flatMap(Incidents.named) else {
        throw ConsoleCommand.Mistake("there is no such incident: help incident lists them")
      }
      guard incidents.begin(incident) else {
        throw ConsoleCommand.Mistake("\(incident.name) goes on already: check may tell of it")
      }
      return .text("\(incident.name) has begun: \(incident.summary)")
    }
  }

  private func expose(on monitor: Monitor) throws(MonitorError) {
    let (index, progress, threads) = (index, progress, threads)
    try monitor.expose("files in the index", unit: "files") { await index.totals.files }
    try monitor.expose("words in the index", unit: "words") { await index.totals.words }
    try monitor.expose("distinct words", unit: "words") { await index.totals.distinctWords }
    try monitor.expose("files checked", unit: "files") { progress.now.checked }
    try monitor.expose("bytes read", unit: "B") { progress.now.bytes }
    try monitor.expose("workers busy", unit: "threads") { threads.running }
    try monitor.expose("queue depth", unit: "calls") { threads.queued }
  }
}
