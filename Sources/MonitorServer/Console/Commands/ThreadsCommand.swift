// `threads`: which threads run tasks, and what each does now. It knows the layout, not how a thread is looked at.
import TaskRegistry

extension Command {
  /// Lists the threads that run tasks, or tells one of them in full.
  static let threads = Command(
    verb: "threads", group: .pool,
    operands: Operands(name: "THREAD", minimum: 0, maximum: 1, kind: .threadID),
    summary: "what each thread runs or blocks in",
    options: [
      CommandOption(name: "--stack", summary: "each with its stack; one named by its id has it anyway"),
      .interrupt, .json,
    ],
    cost: "some 100 µs a thread; stops none without --interrupt",
    examples: [
      CommandExample(
        "threads",
        """
        THREAD  NAME  STATE    RUNNING  TASK  TASK NAME  ACTOR  BLOCKED IN               AT
          4712  shop  blocked   1m 28s    40  report     -      sleep (clock_nanosleep)  Report.swift:17 sum()
        """),
      CommandExample(
        "threads 4712",
        """
        thread 4712 "shop": blocked in sleep (clock_nanosleep)
          runs task 40 "report" for 1m 28s, spawned at Main.swift:9 main()
          #0 Report.sum() at Report.swift:17
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let id = try arguments.threadID()
    let isJSON = arguments.has("--json")
    let isInterrupting = arguments.has(CommandOption.interrupt.name)
    let isInFull = arguments.has("--stack") || id != nil
    return .reply(
      Reply { output in
        var threads: [ThreadInfo] = []
        if let id {
          guard let thread = context.questions.thread(id, isInterrupting) else {
            return Reply.error(
              "no thread \(id) runs tasks: it has ended or never did; threads lists those that do",
              for: context.audience
            )
            .next(&output)
          }
          threads = [thread]
        } else {
          threads = context.questions.threads(isInterrupting)
        }
        if isJSON {
          output.append(contentsOf: ThreadsText.json(threads))
        } else {
          output.append(
            contentsOf: isInFull
              ? ThreadsText.stacks(threads, for: context.audience)
              : ThreadsText.table(threads, for: context.audience))
        }
        return .finished
      })
  }
}

extension CommandOption {
  /// Reads stacks of threads on a processor; what it can do to the program stands here, for whoever considers it.
  static let interrupt = CommandOption(
    name: "--interrupt",
    summary:
      "also the stack of what is on a processor, by a signal (SIGPROF) to that thread: if it enters a blocking "
      + "call just then, such as sleep, that call returns early")
}

extension Arguments {
  /// The operand as the kernel's id of a thread, or `nil` if there is none.
  fileprivate func threadID() throws(CommandError) -> Int32? {
    guard let operand = operands.first else { return nil }
    guard operand.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let id = Int32(operand), id > 0
    else {
      throw CommandError(
        "\(SafeText.quoted(operand)) is no thread id: an id is a number from 1 to \(Int32.max), as threads prints it"
      )
    }
    return id
  }
}

/// The layout of `threads`.
enum ThreadsText {
  private static let nameLimit = 24
  private static let callLimit = 32
  private static let placeLimit = 48

  /// A row each.
  static func table(_ threads: [ThreadInfo], for audience: Audience) -> [UInt8] {
    var table = Table(
      [
        .init(title: "THREAD", isRightAligned: true), .init(title: "NAME", narrowest: 6, isSecondary: true),
        .init(title: "STATE", minimum: 7), .init(title: "RUNNING", isRightAligned: true, minimum: 7),
        .init(title: "TASK", isRightAligned: true), .init(title: "TASK NAME", narrowest: 9),
        .init(title: "ACTOR", narrowest: 5, isSecondary: true), .init(title: "BLOCKED IN", narrowest: 10),
        .init(title: "AT", narrowest: 21, manner: .afterFirstWord),
      ], for: audience)
    let nameLimit = audience.limit(Self.nameLimit)
    let callLimit = audience.limit(Self.callLimit)
    let placeLimit = audience.limit(Self.placeLimit)
    for thread in threads {
      table.cell(UInt64(clamping: thread.id))
      table.cell(safe: thread.name, limit: nameLimit)
      table.cell { $0.append(activity: thread.activity) }
      table.cell(nanoseconds: thread.runningNanoseconds)
      table.cell(thread.task?.rawValue)
      table.cell(safe: thread.taskName, limit: nameLimit)
      table.cell(safe: thread.actor, limit: nameLimit)
      table.cell { text in
        let isBlocked = thread.activity == .blocked
        text.append(
          blockingCallOf: isBlocked ? thread.blockedIn : nil, isBlocked ? thread.systemCall : nil,
          limit: callLimit)
      }
      table.cell { $0.append(placeOf: thread.frames, spawnedAt: thread.spawnedAt, limit: placeLimit) }
    }
    var output: [UInt8] = []
    table.flush(into: &output)
    return output
  }

  /// Each with its stack.
  static func stacks(_ threads: [ThreadInfo], for audience: Audience) -> [UInt8] {
    var text = TextBuffer(for: audience)
    for thread in threads {
      appendHeader(of: thread, to: &text)
      if thread.frames.isEmpty, thread.activity != .idle {
        text.append("  none: ")
        text.append(safe: thread.framesMissing ?? "the reason is not known")
        text.endLine()
      }
      for (number, frame) in thread.frames.enumerated() { text.line(number: number, frame) }
      if !thread.frames.isEmpty { text.line(missingFrames: thread.framesMissing) }
    }
    return Array(text.bytes)
  }

  private static func appendHeader(of thread: ThreadInfo, to text: inout TextBuffer) {
    text.append("thread ")
    text.append(Int(thread.id))
    text.append(quoted: thread.name)
    text.append(": ")
    text.append(activityOf: thread)
    text.endLine()
    if thread.task != nil || thread.actor != nil {
      text.append("  runs ")
      if let task = thread.task { text.append(task: task, name: thread.taskName) }
      if let actor = thread.actor {
        text.append(thread.task == nil ? "inside actor " : " inside actor ")
        text.append(safe: actor)
      }
      if let running = thread.runningNanoseconds {
        text.append(" for ")
        text.append(nanoseconds: running)
      }
      if let site = thread.spawnedAt {
        text.append(", spawned at ")
        text.append(place: site)
      }
      text.endLine()
    }
  }

  /// An object each.
  static func json(_ threads: [ThreadInfo]) -> [UInt8] {
    var json = JSONLines()
    for thread in threads {
      json.row { json in
        json.field("thread", UInt64(clamping: thread.id))
        json.field("name", thread.name)
        json.field("state", thread.activity?.rawValue)
        json.field("task", thread.task?.rawValue)
        json.field("task_name", thread.taskName)
        json.field("actor", thread.actor)
        json.field("running_ns", thread.runningNanoseconds)
        json.field("blocked_in", thread.blockedIn)
        json.field("syscall", thread.systemCall)
        json.field("at", place: thread.frames.first?.location)
        json.field("spawned_at", place: thread.spawnedAt)
        json.field("frames", each: thread.frames) { $0.fields(of: $1) }
      }
    }
    return Array(json.bytes)
  }
}
