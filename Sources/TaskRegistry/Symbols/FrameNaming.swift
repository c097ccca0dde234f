// Makes the answer for an address from what the tables say of it: whose code it is and how it is said.

extension ResolvedFrame {
  /// - Parameter record: the function at the address.
  convenience init(_ record: SymbolRecord) {
    let demangled = Demangler.demangle(record.rawName)
    let isSwift = record.rawName.hasPrefix("$s")
    let file = record.file
    let name =
      if isSwift {
        ThunkName.wrapped(demangled) ?? FunctionName.readable(demangled)
      } else {
        // The top level of a program is a C function whose name depends on how it is built.
        file == "main.swift" ? "main" : demangled
      }
    let location = CodeLocation(
      function: name, file: file, line: file != nil && record.line > 0 ? record.line : nil)
    let owner = SymbolOwner(of: record, demangled: demangled)
    self.init(
      location: location, isProgramCode: owner == .program,
      isSleep: owner != .program && SystemNames.isSleep(raw: record.rawName, readable: name),
      programFrames: owner == .program ? [location] : [])
  }
}
