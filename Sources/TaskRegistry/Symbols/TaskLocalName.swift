// Recognises the variable in which a declared task-local value's key stands, and says its name as it was declared. Pure
// functions of text.

enum TaskLocalName {
  /// Whether a raw name is that of a stored variable of type `TaskLocal`: what `@TaskLocal` declares with a `$`.
  @Sendable static func isVariable(_ rawName: String) -> Bool {
    (rawName.hasSuffix("vpZ") || rawName.hasSuffix("vp")) && rawName.utf8.contains(UInt8(ascii: "$"))
      && rawName.contains("9TaskLocalC")
  }

  /// `Trace.id` for `static app.Trace.$id : Swift.TaskLocal<Swift.Int>`; private names lose what tells their file.
  static func readable(_ demangled: String) -> String? {
    var name = demangled[...]
    if let type = name.firstRange(of: " : Swift.TaskLocal<") { name = name[..<type.lowerBound] }
    if name.hasPrefix("static ") { name = name.dropFirst("static ".count) }
    var plain = ""
    while let mark = name.firstRange(of: " in _") {
      plain += name[..<mark.lowerBound]
      name = name[mark.upperBound...].drop { $0 != ")" }.dropFirst()
    }
    plain += name
    plain.removeAll { $0 == "(" || $0 == "$" }
    // The module goes without saying.
    guard let dot = plain.firstIndex(of: ".") else { return nil }
    let readable = String(plain[plain.index(after: dot)...])
    return readable.isEmpty ? nil : readable
  }
}
