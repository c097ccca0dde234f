// How the facts of one task read, the same in every command; it knows values only, and no command's layout.
import TaskRegistry

/// Words for a task's state and places.
extension TextBuffer {
  /// `suspended (sleep)`, `suspended (task 17)`, `running, cancelled`, `-`.
  mutating func append(stateOf task: TaskInfo, tellsCancelled: Bool = true) {
    if let state = task.state { append(word: state) } else { append("-") }
    if let kind = task.waitKind {
      append(" (")
      append(word: kind)
      // The id of the task that holds this one up is the next thing one asks for. Types of actors are too long here.
      if let on = task.waitingOn, kind == .task || kind == .asyncLet, UInt64(on) != nil {
        append(" ")
        append(safe: on)
      }
      append(")")
    }
    if tellsCancelled, task.isCancelled == true {
      append(", ")
      append(.warning) { $0.append("cancelled") }
    }
  }

  /// `suspended (sleep)`, `running`, `-`.
  mutating func append(state: TaskState?, waitKind: WaitKind?) {
    if let state { append(word: state) } else { append("-") }
    guard let waitKind else { return }
    append(" (")
    append(word: waitKind)
    append(")")
  }

  /// `running 1, ready 0, suspended 7`, and how many are unknown where some are.
  mutating func append(states counts: StateCounts) {
    append("running ")
    append(counts.running)
    append(", ready ")
    append(counts.ready)
    append(", suspended ")
    append(counts.suspended)
    guard counts.unknown > 0 else { return }
    append(", unknown ")
    append(counts.unknown)
  }

  /// The stack hint: `File.swift:42 function` of the await point, else the spawn site in brackets, else `-`.
  mutating func append(placeOf task: TaskInfo, limit: Int = .max) {
    append(awaitPoint: task.waitingAt, orSpawnSite: task.spawnedAt, limit: limit)
  }

  /// The same for what several tasks have in common.
  mutating func append(awaitPoint: CodeLocation?, orSpawnSite spawnSite: CodeLocation?, limit: Int = .max) {
    if let place = awaitPoint {
      append(place: place, limit: limit)
    } else if let place = spawnSite {
      append("[")
      append(fileAndLineOf: place, limit: limit)
      append("]")
    } else {
      append("-")
    }
  }

  /// `File.swift:42 function`, or the function alone where no file is known; each at most `limit` columns.
  mutating func append(place: CodeLocation, limit: Int = .max) {
    append(fileAndLineOf: place, limit: limit)
    guard place.file != nil, !place.function.isEmpty else { return }
    append(" ")
    append(safe: place.line == nil ? place.function : place.functionBesideLine, limit: limit)
  }

  /// `File.swift:42`, or the function where no file is known.
  mutating func append(fileAndLineOf place: CodeLocation, limit: Int = .max) {
    guard let file = place.file else {
      append(safe: place.function, limit: limit)
      return
    }
    append(safe: file, limit: limit)
    guard let line = place.line else { return }
    append(":")
    append(line)
  }

  /// `task 12 "walker"`.
  mutating func append(task id: TaskID, name: String?, limit: Int = .max) {
    append("task ")
    append(id.rawValue)
    append(quoted: name, limit: limit)
  }

  /// A blank and the name in quotation marks; nothing where there is none.
  mutating func append(quoted name: String?, limit: Int = .max) {
    guard let name else { return }
    append(" \"")
    append(safe: name, limit: limit)
    append("\"")
  }

  private mutating func append(word: TaskState) {
    switch word {
    case .running: append(.good) { $0.append("running") }
    case .ready: append(.warning) { $0.append("ready") }
    case .suspended: append("suspended")
    }
  }

  /// `returned`, `threw`, `cancelled`.
  mutating func append(outcome: TaskOutcome) {
    switch outcome {
    case .returned: append("returned")
    case .threw: append(.alarm) { $0.append("threw") }
    case .cancelled: append(.warning) { $0.append("cancelled") }
    }
  }

  private mutating func append(word: WaitKind) {
    switch word {
    case .sleep: append("sleep")
    case .continuation: append("continuation")
    case .task: append("task")
    case .group: append("group")
    case .actor: append("actor")
    case .mainActor: append("main-actor")
    case .asyncLet: append("async-let")
    case .other: append("other")
    }
  }
}

extension CodeLocation {
  /// `start()` for `closure #2 in closure #1 in Pool.start()` of `Pool.swift`: beside a file and a line, which closure it
  /// is and of which type goes without saying.
  ///
  /// By bytes in place: a listing of a million tasks asks for it a million times.
  var functionBesideLine: String {
    let short = function.utf8.withContiguousStorageIfAvailable { bytes -> String? in
      var start = 0
      while let inner = Self.enclosing(bytes, from: start) { start = inner }
      start = afterType(bytes, from: start)
      return start == 0 ? nil : String(decoding: bytes[start...], as: UTF8.self)
    }
    return (short ?? nil) ?? function
  }

  /// Behind the type and its dot, where the type is called as the file is.
  private func afterType(_ function: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let type = file?.utf8.dropLast(5), type.last == UInt8(ascii: ".") else { return start }
    var index = start
    for byte in type {
      guard index < function.count, function[index] == byte else { return start }
      index += 1
    }
    return index
  }

  /// Where it goes on behind `closure #1 in `, or `nil` if that is not what stands there.
  private static func enclosing(_ function: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard
      var index = end(of: "closure #", in: function, from: start)
        ?? end(of: "implicit closure #", in: function, from: start)
    else { return nil }
    while index < function.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(function[index]) {
      index += 1
    }
    return end(of: " in ", in: function, from: index)
  }

  /// Where `words` end, if they stand there.
  private static func end(
    of words: StaticString, in function: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    words.withUTF8Buffer { words in
      guard function.count - start >= words.count else { return nil }
      for index in words.indices where function[start + index] != words[index] { return nil }
      return start + words.count
    }
  }
}

extension TaskInfo {
  /// Whether its runs have been seen.
  ///
  /// A task that is suspended or running has been on a thread; where no run is known, neither are its times.
  var hasKnownRuns: Bool { runs > 0 || state == .ready }
}

extension JSONLines {
  /// A member with a place as `File.swift:42`, or null.
  mutating func field(_ name: StaticString, place: CodeLocation?) {
    if let file = place?.file, let line = place?.line {
      field(name, file, colon: line)
    } else {
      field(name, place?.description)
    }
  }
}
