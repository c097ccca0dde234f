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
    if tellsCancelled, task.isCancelled == true { append(", cancelled") }
  }

  /// The stack hint: `File.swift:42 function` of the await point, else the spawn site in brackets, else `-`.
  mutating func append(placeOf task: TaskInfo, limit: Int = .max) {
    if let place = task.waitingAt {
      append(place: place, limit: limit)
    } else if let place = task.spawnedAt {
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
  mutating func append(task id: TaskID, name: String?) {
    append("task ")
    append(id.rawValue)
    guard let name else { return }
    append(" \"")
    append(safe: name)
    append("\"")
  }

  private mutating func append(word: TaskState) {
    switch word {
    case .running: append("running")
    case .ready: append("ready")
    case .suspended: append("suspended")
    }
  }

  private mutating func append(word: WaitKind) { append(safe: word.rawValue) }
}

extension CodeLocation {
  /// `start()` for `closure #2 in closure #1 in Pool.start()` of `Pool.swift`: beside a file and a line, which closure it
  /// is and of which type goes without saying.
  ///
  /// By bytes: a listing of a million tasks asks for it a million times.
  var functionBesideLine: String {
    let whole = function.utf8
    // A closure or what may name the file's type: of most functions the first byte tells that they are neither.
    guard let first = whole.first,
      first == UInt8(ascii: "c") || first == UInt8(ascii: "i") || first == file?.utf8.first
    else { return function }
    var rest = whole[...]
    while let inner = Self.enclosing(rest) { rest = inner }
    if let type = file?.utf8.dropLast(5), rest.starts(with: type), type.last == UInt8(ascii: ".") {
      rest = rest.dropFirst(type.count)
    }
    return rest.startIndex == whole.startIndex ? function : String(Substring(rest))
  }

  /// What follows `closure #1 in `, or `nil` if that is not how it begins.
  private static func enclosing(_ function: Substring.UTF8View) -> Substring.UTF8View? {
    for word in ["closure #", "implicit closure #"] where function.starts(with: word.utf8) {
      let afterNumber = function.dropFirst(word.utf8.count).drop {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
      return afterNumber.starts(with: " in ".utf8) ? afterNumber.dropFirst(4) : nil
    }
    return nil
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
