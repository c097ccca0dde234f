// Reads RUNBOOK.md: which commands it gives for each incident, and what it says they answer. Pure: it asks nobody.

struct Runbook {
  struct Question {
    var command: String
    /// Lines of the answer; not all of them, and not in all detail.
    var answer: [String]
  }

  /// What to ask for each incident, by its name.
  let questions: [String: [Question]]

  init(_ text: String) {
    var questions: [String: [Question]] = [:]
    var incident = ""
    var isConsole = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("## `"), let end = line.dropFirst(4).firstIndex(of: "`") {
        incident = String(line.dropFirst(4)[..<end])
        questions[incident] = []
      } else if line.hasPrefix("```") {
        isConsole = line == "```console"
      } else if isConsole, line.hasPrefix("monitor> ") {
        questions[incident]?.append(Question(command: String(line.dropFirst(9)), answer: []))
      } else if isConsole, !line.isEmpty, line != "…", let last = questions[incident]?.indices.last {
        questions[incident]?[last].answer.append(line)
      }
    }
    self.questions = questions
  }

  /// Numbers of the runbook and what they are in this run.
  typealias Numbers = [Substring: Substring]

  /// Whether an answered line is the one that is meant: the same words, with any numbers, and anything for `…`.
  static func matches(_ pattern: String, _ line: String, _ numbers: inout Numbers) -> Bool {
    var found: Numbers = [:]
    guard matches(words(pattern)[...], words(line)[...], &found) else { return false }
    numbers.merge(found) { _, new in new }
    return true
  }

  private static func matches(
    _ pattern: ArraySlice<Substring>, _ line: ArraySlice<Substring>, _ found: inout Numbers
  )
    -> Bool
  {
    guard let first = pattern.first else { return line.isEmpty }
    if first == "…" {
      return (line.startIndex...line.endIndex).contains { matches(pattern.dropFirst(), line[$0...], &found) }
    }
    guard let word = line.first, isSame(first, word) else { return false }
    if first.allSatisfy(\.isNumber) { found[first] = word }
    return matches(pattern.dropFirst(), line.dropFirst(), &found)
  }

  /// A place is itself; everything else with a number in it, and a unit, is as it comes.
  private static func isSame(_ pattern: Substring, _ word: Substring) -> Bool {
    if pattern == word { return true }
    if pattern.contains(".swift:") { return false }
    let units: Set<Substring> = ["ns", "µs", "ms", "s", "m", "h"]
    if units.contains(pattern) { return units.contains(word) }
    return pattern.contains(where: \.isNumber) && word.contains(where: \.isNumber)
  }

  /// Words and numbers, without what stands around them.
  private static func words(_ text: String) -> [Substring] {
    text.split { " ,;()[]\"".contains($0) }
  }

  /// A command with the numbers of this run.
  static func command(_ text: String, _ numbers: Numbers) -> String {
    text.split(separator: " ").map { String(numbers[$0] ?? $0) }.joined(separator: " ")
  }
}
