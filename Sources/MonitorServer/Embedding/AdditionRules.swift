// What the console can take from a program, so that nothing of it has to be escaped or cut later; pure.

/// The form of commands and values of a program's own.
enum AdditionRules {
  static let longestWord = 32
  static let longestName = 64
  static let longestUnit = 16
  static let longestLine = 200
  static let mostOptions = 16
  static let mostAliases = 8
  static let mostExamples = 8
  static let mostChoices = 256

  /// What is wrong with a command, and what would be right.
  static func fault(of command: ConsoleCommand) -> String? {
    for word in [command.verb] + command.aliases where !isVerb(word) {
      return
        "a command cannot be called \(SafeText.quoted(word)); give it a word of 1 to \(longestWord) small letters, digits "
        + "and '-', beginning with a letter"
    }
    let words = [command.verb] + command.aliases
    if Set(words).count < words.count { return "\(command.verb): its verb and aliases have to differ" }
    guard let fault = lineFault(of: command) ?? fault(of: command.operands) ?? fault(ofAll: command.options)
    else {
      return nil
    }
    return "\(command.verb): \(fault)"
  }

  /// What is wrong with the name or the unit of a value, and what would be right.
  static func fault(ofValue name: String, unit: String?) -> String? {
    guard isLine(name, longestName), !name.hasPrefix(" "), !name.hasSuffix(" ") else {
      return
        "a value cannot be called \(SafeText.quoted(name)); give it a name of 1 to \(longestName) bytes without control "
        + "characters, and without blanks at its ends"
    }
    if let unit, !isLine(unit, longestUnit) {
      return
        "\(name): its unit cannot be \(SafeText.quoted(unit)); give 1 to \(longestUnit) bytes without control characters"
    }
    return nil
  }

  /// What is wrong with the columns of a table, and what would be right.
  static func fault(ofColumns names: [String]) -> String? {
    guard (1...32).contains(names.count) else { return "\(names.count) columns; give 1 to 32" }
    if let name = names.first(where: { !isLine($0, longestName) }) {
      return
        "a column cannot be called \(SafeText.quoted(name)); give it 1 to \(longestName) bytes without control characters"
    }
    return Set(names).count < names.count ? "two columns of the same name; give each its own" : nil
  }

  private static func lineFault(of command: ConsoleCommand) -> String? {
    if !isLine(command.summary, longestLine) { return "its summary has to be \(aLine)" }
    if !isLine(command.cost, longestLine) { return "its cost has to be \(aLine)" }
    if !command.examples.allSatisfy({ isLine($0, longestLine) }) { return "each example has to be \(aLine)" }
    if command.aliases.count > mostAliases {
      return "it has more than \(mostAliases) aliases; leave some out"
    }
    if command.examples.count > mostExamples {
      return "it has more than \(mostExamples) examples; leave some out"
    }
    return nil
  }

  private static func fault(of operands: ConsoleCommand.Operands) -> String? {
    guard operands.count.upperBound > 0 else { return nil }
    if operands.count.lowerBound < 0 { return "it cannot take less than no operand" }
    if !isWord(operands.name) { return "its operands need \(aWord) to be called by, as NAME" }
    return fault(ofChoices: operands.choices, of: operands.name)
  }

  private static func fault(ofAll options: [ConsoleCommand.Option]) -> String? {
    if options.count > mostOptions { return "it has more than \(mostOptions) options; leave some out" }
    var names: Set<String> = ["--json", "--help"]
    for option in options {
      guard option.name.hasPrefix("--"), isVerb(String(option.name.dropFirst(2))) else {
        return
          "an option cannot be called \(SafeText.quoted(option.name)); give it '--' and small letters, digits and '-'"
      }
      if let short = option.short, !isShort(short) {
        return "\(option.name) cannot be called \(SafeText.quoted(short)) for short; give it '-' and a letter"
      }
      for name in [option.name] + (option.short.map { [$0] } ?? []) where !names.insert(name).inserted {
        return "it has \(name) already; choose another name"
      }
      if !isLine(option.summary, longestLine) { return "the summary of \(option.name) has to be \(aLine)" }
      if let value = option.value {
        if !isWord(value) { return "the value of \(option.name) needs \(aWord) to be called by, as N" }
      } else if !option.choices.isEmpty {
        return "\(option.name) has choices but no word for its value; give it one, as NAME"
      }
      if let fault = fault(ofChoices: option.choices, of: option.name) { return fault }
    }
    return nil
  }

  private static func fault(ofChoices choices: [String], of name: String) -> String? {
    if choices.count > mostChoices {
      return "\(name) has more than \(mostChoices) choices; give none, and check the value"
    }
    return choices.allSatisfy(isWord) ? nil : "each choice of \(name) has to be \(aWord)"
  }

  private static let aLine = "one line of 1 to \(longestLine) bytes without control characters"
  private static let aWord = "a word of 1 to \(longestName) bytes without blanks and control characters"

  private static func isLine(_ text: String, _ limit: Int) -> Bool {
    (1...limit).contains(text.utf8.count) && !text.unicodeScalars.contains(where: SafeText.mustEscape)
  }

  private static func isWord(_ text: String) -> Bool { isLine(text, longestName) && !text.contains(" ") }

  private static func isVerb(_ word: String) -> Bool {
    guard (1...longestWord).contains(word.utf8.count), let first = word.utf8.first, isSmall(first) else {
      return false
    }
    return word.utf8.allSatisfy { isSmall($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isShort(_ word: String) -> Bool {
    let bytes = Array(word.utf8)
    return bytes.count == 2 && bytes[0] == UInt8(ascii: "-") && isSmall(bytes[1] | 0x20)
  }

  private static func isSmall(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
