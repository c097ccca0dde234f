// Says which function a wrapper made by the compiler stands for. A pure function of text.

enum ThunkName {
  /// The function that a wrapper's demangled name says it wraps, as people say it; `nil` if it is no such wrapper.
  static func wrapped(_ demangled: String) -> String? {
    let name = FunctionName.unspecialized(demangled)
    let partial = "partial apply forwarder for "
    if name.hasPrefix(partial) { return FunctionName.readable(String(name.dropFirst(partial.count))) }
    let witness = "protocol witness for "
    guard name.hasPrefix(witness) else { return nil }
    return implementation(name.dropFirst(witness.count))
  }

  /// `Walk.next()` from `Swift.AsyncIteratorProtocol.next() async throws -> A in conformance app.Walk : ... in app`.
  private static func implementation(_ text: Substring) -> String? {
    let words = " in conformance "
    // From behind, for a type among the arguments may stand in an extension.
    guard let start = text.indices.last(where: { text[$0...].hasPrefix(words) }) else { return nil }
    let requirement = FunctionName.readable(String(text[..<start]))
    let conformance = text[start...].dropFirst(words.count)
    let type = FunctionName.readable(String(conformance.prefix(while: { $0 != " " })))
    // The member stands behind the protocol's name, which has no dot in it once the module is gone.
    guard let dot = requirement.firstIndex(of: "."), !type.isEmpty else { return nil }
    return type + requirement[dot...]
  }
}
