// What was typed after a verb, read as numbers, ids, durations and patterns; it knows no command's meaning.
import TaskRegistry

/// Options and operands of one line, checked against what the command declares.
struct Arguments: Sendable {
  /// Whose arguments they are.
  var command: Command
  /// Option values by long name; an empty one for a flag.
  var values: [String: String] = [:]
  /// What is not an option, in order.
  var operands: [String] = []
  /// Whether `--help` was among them.
  var wantsHelp = false

  /// No arguments yet.
  init(command: Command) { self.command = command }

  /// Whether a flag was given.
  func has(_ option: String) -> Bool { values[option] != nil }

  /// A whole number from 0 on, or `nil` if the option was not given.
  func count(_ option: String) throws(CommandError) -> Int? {
    guard let text = values[option] else { return nil }
    return try Self.count(text, of: option)
  }

  /// A whole number from 0 on, of an option or an operand.
  static func count(_ text: String, of word: String) throws(CommandError) -> Int {
    guard let number = wholeNumber(text), let count = Int(exactly: number) else {
      throw CommandError("\(word) takes a whole number from 0 to \(Int.max), not \(SafeText.quoted(text))")
    }
    return count
  }

  /// A pattern, or `nil` if the option was not given.
  func glob(_ option: String) -> Glob? { values[option].map(Glob.init) }

  /// A time in nanoseconds, or `nil` if the option was not given.
  func nanoseconds(_ option: String) throws(CommandError) -> UInt64? {
    guard let text = values[option] else { return nil }
    guard let nanoseconds = Self.nanoseconds(text) else {
      throw CommandError(
        "\(option) takes a duration up to 24h such as 500ms, 5s or 2m (a plain number is seconds), "
          + "not \(SafeText.quoted(text))")
    }
    return nanoseconds
  }

  /// The operands as ids, each once.
  func ids() throws(CommandError) -> [TaskID] {
    var ids: [TaskID] = []
    var seen: Set<TaskID> = []
    for operand in operands {
      let id = try Self.id(operand)
      if seen.insert(id).inserted { ids.append(id) }
    }
    return ids
  }

  /// A task's id, or `nil` if the option was not given.
  func id(_ option: String) throws(CommandError) -> TaskID? {
    guard let text = values[option] else { return nil }
    return try Self.id(text)
  }

  private static func id(_ text: String) throws(CommandError) -> TaskID {
    guard let number = wholeNumber(text), number > 0 else {
      throw CommandError(
        "\(SafeText.quoted(text)) is no task id: an id is a number from 1 to \(UInt64.max), as ps prints it")
    }
    return TaskID(rawValue: number)
  }

  /// Decimal digits and nothing else.
  static func wholeNumber(_ text: some StringProtocol) -> UInt64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return UInt64(text)
  }

  /// The longest wait one can ask for: it says that a number was meant otherwise, rather than hold a session for years.
  private static let longest: UInt64 = 86_400_000_000_000

  /// `5s`, `500ms`, `2m`, `1h`, `1.5s`, or a plain number of seconds.
  static func nanoseconds(_ text: String) -> UInt64? {
    let units: [(suffix: String, size: UInt64)] = [
      ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
      ("", 1_000_000_000),
    ]
    guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
    let number = text.dropLast(unit.suffix.count)
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let whole = wholeNumber(first), whole <= longest / unit.size else {
      return nil
    }
    var nanoseconds = whole * unit.size
    if parts.count == 2 {
      // Nine digits are nanoseconds of a second; more digits could not change the time waited.
      guard parts[1].utf8.count <= 9, let fraction = wholeNumber(parts[1]) else { return nil }
      var scale: UInt64 = 1
      for _ in parts[1].utf8 { scale *= 10 }
      let (product, overflow) = fraction.multipliedReportingOverflow(by: unit.size)
      guard !overflow else { return nil }
      nanoseconds += product / scale
    }
    return nanoseconds <= longest ? nanoseconds : nil
  }
}
