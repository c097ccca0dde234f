// How a thread is said in text: what it is blocked in, and a frame of its stack; it knows no command.
import TaskRegistry

extension TextBuffer {
  /// `blocked in sleep (clock_nanosleep)`, `on-cpu`, `idle`, or `-`.
  mutating func append(activityOf thread: ThreadInfo) {
    append(activity: thread.activity)
    guard thread.activity == .blocked, thread.blockedIn != nil || thread.systemCall != nil else { return }
    append(" in ")
    append(blockingCallOf: thread.blockedIn, thread.systemCall)
  }

  /// `on-cpu`, `blocked`, `idle`, or `-`.
  mutating func append(activity: ThreadInfo.Activity?) {
    switch activity {
    case .onCPU: append(.good) { $0.append("on-cpu") }
    case .blocked: append(.warning) { $0.append("blocked") }
    case .idle: append("idle")
    case nil: append("-")
    }
  }

  /// `sleep (clock_nanosleep)`, `read`, or `-`: the function called, and the system call if it is called otherwise.
  mutating func append(blockingCallOf function: String?, _ systemCall: String?, limit: Int = .max) {
    guard let name = function ?? systemCall else {
      append("-")
      return
    }
    append(safe: name, limit: limit)
    guard let systemCall, function != nil, systemCall != name else { return }
    append(" (")
    append(safe: systemCall)
    append(")")
  }

  /// `  #0 function at File.swift:42`.
  mutating func line(number: Int, _ frame: StackFrame) {
    append("  #")
    append(number)
    append(" ")
    if let location = frame.location {
      append(safe: location.function)
      if location.file != nil {
        append(" at ")
        append(fileAndLineOf: location)
      }
    } else {
      append(safe: "0x" + String(frame.address, radix: 16))
    }
    endLine()
  }

  /// `  and more: the async callers could not be read`, for a stack that ends early.
  mutating func line(missingFrames reason: String?) {
    guard let reason else { return }
    append("  and more: ")
    append(safe: reason)
    endLine()
  }

  /// The innermost frame's place; where there is none, the spawn site in brackets, or `-`.
  mutating func append(placeOf frames: [StackFrame], spawnedAt site: CodeLocation?, limit: Int = .max) {
    if let place = frames.first?.location {
      append(place: place, limit: limit)
    } else if let site {
      append("[")
      append(fileAndLineOf: site, limit: limit)
      append("]")
    } else {
      append("-")
    }
  }
}
