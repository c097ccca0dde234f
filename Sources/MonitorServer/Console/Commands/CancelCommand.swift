// `cancel`: asks tasks to stop and follows what comes of it. It knows the order of events, not the words for them.
import TaskRegistry

extension Command {
  /// Asks tasks to cancel.
  static let cancel = Command(
    verb: "cancel", aliases: ["ca"], group: .stop,
    operands: Operands(name: "ID", minimum: 1, maximum: .max, kind: .taskID),
    summary: "asks tasks to stop, and follows up",
    options: [
      CommandOption(name: "--tree", summary: "their descendants too: children and all tasks they created"),
      CommandOption(
        name: "--wait", value: "DURATION", kind: .duration,
        summary: "how long to watch: 500ms, 5s, 2m, a plain number is seconds (default 200ms)"),
      CommandOption(name: "--json", summary: "JSON Lines: one object per task, no other text"),
    ],
    cost: "runs the tasks' cancellation handlers, on threads of the monitor's own",
    examples: [
      CommandExample(
        "cancel 31",
        """
        cancellation asked for: task 31
        task 31 "order 17" goes on in spite of it: suspended (continuation) at Payment.swift:58 charge(_:)
        """),
      CommandExample(
        "cancel 12 --tree --wait 5s",
        """
        cancellation asked for: tasks 12 31 32
        task 12 ended after 3.10 ms (cancelled)
        task 32 ended after 3.10 ms (cancelled)
        task 31 "order 17" goes on in spite of it: suspended (continuation) at Payment.swift:58 charge(_:)
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let following = CancelFollowing(
      try arguments.ids(), withDescendants: arguments.has("--tree"),
      wait: try arguments.nanoseconds("--wait") ?? CancelFollowing.defaultWait,
      form: arguments.has("--json") ? .json : .text, audience: context.audience,
      questions: context.questions)
    return .reply(Reply { output in following.next(&output) })
  }
}

/// Cancellations of one line that are followed until each has come to something, or time is up.
///
/// The wait counts from the latest answer to a request. When this is dropped, requests that have not gone out never
/// will.
final class CancelFollowing {
  /// Long enough for a task that heeds cancellation, short enough for a person.
  static let defaultWait: UInt64 = 200_000_000
  /// After so long without progress another thread takes over the rest: handlers of one task must not keep the others
  /// from being asked.
  private static let patience: UInt64 = 50_000_000
  /// How long handlers are given where `--wait` is shorter.
  private static let shortestAsking: UInt64 = 200_000_000
  /// How soon to look again, at first and at most.
  private static let firstPause: UInt64 = 500_000
  private static let longestPause: UInt64 = 20_000_000
  /// Lines of one piece.
  private static let mostLines = 500

  private let roots: [TaskID]
  private let withDescendants: Bool
  private let wait: UInt64
  private let audience: Audience
  private let questions: Questions
  private var report: CancelReport

  private var job: CancelJob?
  /// Indices of tasks whose answer has not been told.
  private var unanswered: [Int] = []
  /// Tasks that were asked and live on.
  private var pending: [(id: TaskID, result: CancelResult)] = []
  private var lastProgress: UInt64 = 0
  private var lastThread: UInt64 = 0
  private var pause = CancelFollowing.firstPause
  /// How many lines still go into the piece that is being made.
  private var linesLeft = 0
  /// Whether everything has come to something, or time is up: what is left is told as it is.
  private var isOver = false

  init(
    _ roots: [TaskID], withDescendants: Bool, wait: UInt64, form: CancelReport.Form, audience: Audience,
    questions: Questions
  ) {
    self.audience = audience
    self.roots = roots
    self.withDescendants = withDescendants
    self.wait = wait
    self.questions = questions
    report = CancelReport(form: form, audience: audience)
  }

  deinit { job?.close() }

  /// The next lines.
  func next(_ output: inout [UInt8]) -> Reply.Step {
    let now = questions.now()
    guard let job else { return begin(at: now, &output) }
    linesLeft = Self.mostLines
    if !isOver {
      takeAnswers(of: job, at: now)
      // First what was asked, then what came of it; but handlers that block do not keep back the news of other tasks.
      if unanswered.isEmpty || now - lastProgress >= Self.patience {
        report.asked()
        takeEndings()
      }
      isOver = linesLeft > 0 && hasComeToAnEnd(at: now)
      if isOver { job.close() }
    }
    if isOver { tellTheRest(of: job) }
    if isOver && linesLeft > 0 { report.finish() }
    report.flush(into: &output)
    if linesLeft <= 0 { return .more }
    if isOver { return .finished }
    defer { pause = min(pause * 2, Self.longestPause) }
    return .later(nanoseconds: pause)
  }

  private func begin(at now: UInt64, _ output: inout [UInt8]) -> Reply.Step {
    let ids = withDescendants ? withAllDescendants() : roots
    let job = CancelJob(ids) { [questions, audience] in questions.cancel($0, audience.session) }
    guard questions.helpers.work(on: job) else {
      return Reply.error(
        "cancellation handlers of other tasks hold all \(CancelHelpers.mostThreads) threads kept for them: "
          + "nothing was asked, try again when one has returned", for: audience
      ).next(&output)
    }
    self.job = job
    unanswered = Array(ids.indices)
    report.expected = Set(ids)
    lastProgress = now
    lastThread = now
    return .later(nanoseconds: pause)
  }

  private func withAllDescendants() -> [TaskID] {
    var ids: [TaskID] = []
    var seen: Set<TaskID> = []
    // A task before its descendants, so that a parent has heard of it before its children end.
    for root in roots {
      for id in [root] + questions.descendants(root) where seen.insert(id).inserted { ids.append(id) }
    }
    return ids
  }

  private func takeAnswers(of job: CancelJob, at now: UInt64) {
    let progress = job.progress
    let before = unanswered.count
    unanswered.removeAll { index in
      guard linesLeft > 0, case .answered(let result) = progress[index] else { return false }
      take(result, of: job.ids[index])
      return true
    }
    if unanswered.count < before {
      lastProgress = now
      lastThread = now
    } else if now - lastThread >= Self.patience, unanswered.contains(where: { progress[$0] == .waiting }) {
      lastThread = now
      // Where no thread is to be had, the rest waits; what was not asked by the end is told.
      _ = questions.helpers.work(on: job)
    }
  }

  private func take(_ result: CancelResult, of id: TaskID) {
    report.answered(id, result)
    if result == .requested || result == .alreadyCancelled {
      pending.append((id, result))
    } else {
      linesLeft -= 1
    }
  }

  private func takeEndings() {
    pending.removeAll { task in
      guard linesLeft > 0 else { return false }
      let ending = questions.ending(task.id)
      guard ending != .live else { return false }
      linesLeft -= 1
      report.ended(task.id, task.result, ending)
      return true
    }
  }

  private func hasComeToAnEnd(at now: UInt64) -> Bool {
    if unanswered.isEmpty && pending.isEmpty { return true }
    let patience = unanswered.isEmpty ? wait : max(wait, Self.shortestAsking)
    return now - lastProgress >= patience
  }

  private func tellTheRest(of job: CancelJob) {
    report.asked()
    let progress = job.progress
    unanswered.removeAll { index in
      guard linesLeft > 0 else { return false }
      switch progress[index] {
      case .handlersRunning: report.handlersRunning(job.ids[index])
      case .waiting: report.notAsked(job.ids[index])
      case .answered(let result):
        // It came back after the last look.
        take(result, of: job.ids[index])
        return true
      }
      linesLeft -= 1
      return true
    }
    report.asked()
    pending.removeAll { task in
      guard linesLeft > 0 else { return false }
      linesLeft -= 1
      if let info = questions.task(task.id) {
        report.goesOn(task.id, task.result, info)
      } else {
        // It ended between the two looks.
        report.ended(task.id, task.result, questions.ending(task.id))
      }
      return true
    }
  }
}
