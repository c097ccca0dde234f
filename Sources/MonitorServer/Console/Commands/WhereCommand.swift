// `where`: one task, its stack now, and how it came to be. It knows the layout, not how a stack is read.
import TaskRegistry

extension Command {
  /// Tells where one task is and where it comes from.
  static let whereIs = Command(
    verb: "where", aliases: ["w"], group: .stuck,
    operands: Operands(name: "ID", minimum: 1, maximum: 1, kind: .taskID),
    summary: "one task's stack, spawn and creators",
    options: [
      .interrupt,
      CommandOption(name: "--locals", summary: "its task-local values too, as far as they can be read"),
      CommandOption(name: "--json", summary: "one JSON object, no other text"),
    ],
    cost: "some 100 µs; ms where an address has never been looked up; stops no task without --interrupt",
    examples: [
      CommandExample(
        "where 31",
        """
        task 31 "order 17": suspended (continuation)
          age 48.0 s, busy 1.20 ms, runs 4, longest run 900 µs, lag 59.1 µs
          kind group-child, priority 21, parent 12, creator 12, cancelled no
        stack, innermost first:
          #0 Payment.charge(_:) at Payment.swift:58
          #1 OrderService.take(_:) at OrderService.swift:44
        …
        """),
      CommandExample(
        "where 40",
        """
        task 40 "report": running
          on thread 4712 for 1m 28s, blocked in sleep (clock_nanosleep)
        …
        stack, innermost first:
          #0 Report.sum() at Report.swift:17
        …
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let id = try arguments.ids()[0]
    let isJSON = arguments.has("--json")
    let isInterrupting = arguments.has(CommandOption.interrupt.name)
    let withLocals = arguments.has("--locals")
    return .reply(
      Reply { output in
        guard let stack = context.questions.stack(id, isInterrupting) else {
          return Reply.noLiveTask(id, for: context.audience).next(&output)
        }
        let locals = withLocals ? context.questions.locals(id) : nil
        output.append(
          contentsOf: isJSON
            ? WhereText.json(stack, locals) : WhereText.text(stack, locals, for: context.audience))
        return .finished
      })
  }
}

extension Reply {
  /// The line for an id that no live task has.
  static func noLiveTask(_ id: TaskID, for audience: Audience) -> Reply {
    .error("no live task has id \(id): it has ended or never was; ps lists the live ones", for: audience)
  }
}

/// The layout of `where`.
enum WhereText {
  /// As text.
  static func text(_ stack: TaskStack, _ locals: TaskLocals? = nil, for audience: Audience) -> [UInt8] {
    var text = TextBuffer(for: audience)
    appendHeader(of: stack.task, on: stack.thread, to: &text)
    text.line(heading: "stack, innermost first:")
    if stack.frames.isEmpty {
      text.append("  none: ")
      text.append(safe: stack.framesMissing ?? "the reason is not known")
      text.endLine()
    }
    append(stack.frames, to: &text)
    if !stack.frames.isEmpty { text.line(missingFrames: stack.framesMissing) }
    append(spawnFrames: stack.spawnFrames, creators: stack.creators, to: &text)
    if let locals { LocalsText.append(locals, to: &text) }
    return Array(text.bytes)
  }

  /// Where a task came from.
  static func append(
    spawnFrames: [StackFrame], creators: [TaskStack.Creator], to text: inout TextBuffer
  ) {
    text.line(heading: "spawned at:")
    if spawnFrames.isEmpty { text.line("  -") }
    append(spawnFrames, to: &text)
    text.line(heading: "created by, nearest first:")
    if creators.isEmpty { text.line("  -") }
    for creator in creators { append(creator, to: &text) }
  }

  private static func appendHeader(
    of task: TaskInfo, on thread: ThreadInfo?, to text: inout TextBuffer
  ) {
    text.append(task: task.id, name: task.name)
    text.append(": ")
    text.append(stateOf: task)
    text.endLine()
    if let thread {
      text.append("  on thread ")
      text.append(Int(thread.id))
      if let running = thread.runningNanoseconds {
        text.append(" for ")
        text.append(nanoseconds: running)
      }
      text.append(", ")
      text.append(activityOf: thread)
      text.endLine()
    }
    // The id of a task stands beside the state.
    if let on = task.waitingOn, UInt64(on) == nil {
      text.append("  waiting on ")
      text.append(safe: on)
      text.endLine()
    }
    text.append("  age ")
    text.append(nanoseconds: task.ageNanoseconds)
    text.append(", busy ")
    text.append(nanoseconds: task.hasKnownRuns ? task.busyNanoseconds : nil)
    text.append(", runs ")
    text.append(task.hasKnownRuns ? task.runs : nil)
    text.append(", longest run ")
    text.append(nanoseconds: task.hasKnownRuns ? task.longestRunNanoseconds : nil)
    text.append(", lag ")
    text.append(nanoseconds: task.lagNanoseconds)
    text.endLine()
    text.append("  kind ")
    text.append(safe: task.kind.rawValue)
    text.append(", priority ")
    text.append(task.priority.map(UInt64.init))
    text.append(", parent ")
    text.append(task.parent?.rawValue)
    text.append(", creator ")
    text.append(task.creator?.rawValue)
    text.append(", cancelled ")
    switch task.isCancelled {
    case true: text.append(.warning) { $0.append("yes") }
    case false: text.append("no")
    case nil: text.append("-")
    }
    text.endLine()
  }

  /// Frames, numbered from the innermost on.
  static func append(_ frames: [StackFrame], to text: inout TextBuffer) {
    for (index, frame) in frames.enumerated() { text.line(number: index, frame) }
  }

  private static func append(_ creator: TaskStack.Creator, to text: inout TextBuffer) {
    text.append("  ")
    text.append(task: creator.id, name: creator.name)
    if let place = creator.spawnedAt {
      text.append(" spawned at ")
      text.append(place: place)
    }
    if !creator.isAlive { text.append(creator.isKnown ? ", ended" : ", creator gone: chain ends") }
    text.endLine()
  }

  /// As one object.
  static func json(_ stack: TaskStack, _ locals: TaskLocals? = nil) -> [UInt8] {
    var json = JSONLines()
    json.row { json in
      json.field("id", stack.task.id.rawValue)
      json.field("state", stack.task.state?.rawValue)
      json.field("thread", stack.thread.map { UInt64(clamping: $0.id) })
      json.field("blocked_in", stack.thread?.blockedIn)
      json.field("syscall", stack.thread?.systemCall)
      json.field("frames", each: stack.frames) { $0.fields(of: $1) }
      fields(spawnFrames: stack.spawnFrames, creators: stack.creators, of: &json)
      if let locals { LocalsText.fields(locals, of: &json) }
    }
    return Array(json.bytes)
  }

  /// The members that tell where a task came from.
  static func fields(spawnFrames: [StackFrame], creators: [TaskStack.Creator], of json: inout JSONLines) {
    json.field("spawn_frames", each: spawnFrames) { $0.fields(of: $1) }
    json.field("creators", each: creators) { json, creator in
      json.field("id", creator.id.rawValue)
      json.field("name", creator.name)
      json.field("live", creator.isAlive)
      json.field("spawned_at", place: creator.spawnedAt)
    }
  }
}

extension JSONLines {
  /// The members of a frame.
  ///
  /// The address is text: 64 bits do not fit the numbers of every JSON reader.
  mutating func fields(of frame: StackFrame) {
    field("function", frame.location?.function)
    field("file", frame.location?.file)
    field("line", frame.location?.line.map { UInt64(clamping: $0) })
    field("address", "0x" + String(frame.address, radix: 16))
  }
}
