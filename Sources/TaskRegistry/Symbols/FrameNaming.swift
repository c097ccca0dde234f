// Makes the answer for an address from what the tables say of it: whose code it is and how it is said.

extension ResolvedFrame {
  /// - Parameter records: the functions at the address, innermost first.
  convenience init(of records: [SymbolRecord]) {
    var programFrames: [CodeLocation] = []
    var innermost: CodeLocation?
    var isSleep = false
    for record in records {
      let demangled = RuntimeSymbols.demangle(record.rawName)
      let isSwift = record.rawName.hasPrefix("$s")
      let name = isSwift ? FunctionName.readable(demangled) : demangled
      let location = CodeLocation(
        function: name, file: record.file, line: record.file != nil && record.line > 0 ? record.line : nil)
      let owner = SymbolOwner(of: record, demangled: demangled)
      if owner == .program { programFrames.append(location) }
      if owner != .program, SystemNames.isSleep(raw: record.rawName, readable: name) { isSleep = true }
      innermost = innermost ?? location
    }
    self.init(
      location: programFrames.first ?? innermost, isProgramCode: !programFrames.isEmpty, isSleep: isSleep,
      programFrames: programFrames)
  }
}
