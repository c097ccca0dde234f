// From stacks of addresses to the places people are shown: the await point, the spawn site, the frames of `where`.
// Knows stacks and symbols, not tasks.

final class Places: Sendable {
  /// The innermost frame of the program's own code in a stack, and whether `Task.sleep` lies inside of it.
  struct Hint {
    /// Where that frame goes on; means nothing without it.
    var address: UInt = 0
    var frame: ResolvedFrame?
    var isSleep = false
    var location: CodeLocation? { frame?.location }
  }

  let symbols = Symbolicator()
  private let taskLocals = Guarded<[UInt: String]?>(nil)
  private let sites = Guarded<[UInt32: CodeLocation?]>([:])

  func warmUp() { symbols.warmUp() }

  /// The hints of many async stacks that lie one after the other in `frames`.
  ///
  /// Addresses seen for the first time are symbolicated, which may take milliseconds.
  func hints(_ stacks: [Range<Int>], in frames: [UInt]) -> [Hint] {
    var hints = [Hint](repeating: Hint(), count: stacks.count)
    var unknown: Set<UInt> = []
    var incomplete: [Int] = []
    symbols.withCache { cache in
      for (index, stack) in stacks.enumerated() where !Self.fill(&hints[index], frames[stack], from: cache) {
        incomplete.append(index)
        for address in frames[stack] where cache[CodeAddress(address, .resumePoint)] == nil {
          unknown.insert(address)
        }
      }
    }
    guard !incomplete.isEmpty else { return hints }
    symbols.resolve(unknown.filter { symbols.isInText($0) }.map { CodeAddress($0, .resumePoint) })
    symbols.withCache { cache in
      for index in incomplete { _ = Self.fill(&hints[index], frames[stacks[index]], from: cache) }
    }
    return hints
  }

  /// Walks a stack as far as it is known; false if an unknown address comes before the program's own code.
  private static func fill(_ hint: inout Hint, _ stack: ArraySlice<UInt>, from cache: borrowing SymbolCache)
    -> Bool
  {
    hint = Hint()
    for address in stack {
      guard let frame = cache[CodeAddress(address, .resumePoint)] else { return false }
      if frame.isSleep { hint.isSleep = true }
      if frame.isProgramCode {
        hint.address = address
        hint.frame = frame
        return true
      }
    }
    return true
  }

  /// The declared name of a task-local key, the object's address; nil if no variable of the program holds it.
  ///
  /// - Complexity: milliseconds the first time.
  func taskLocal(_ key: UInt) -> String? {
    let known = taskLocals.withLock { $0 }
    let variables = known ?? symbols.variables(where: TaskLocalName.isVariable)
    if known == nil { taskLocals.withLock { $0 = variables } }
    for (address, name) in variables where SafeMemory.words(address)?.0 == key {
      return TaskLocalName.readable(Demangler.demangle(name))
    }
    return nil
  }

  /// Whether code may run at that address.
  func isCode(_ address: UInt) -> Bool { symbols.isInText(address) }

  /// The program's own frames of a stack, innermost first, inlined ones each on their own.
  func frames(_ stack: some Sequence<UInt>, _ kind: AddressKind) -> [StackFrame] {
    let addresses = stack.filter { symbols.isInText($0) }
    let resolved = symbols.resolve(addresses.map { CodeAddress($0, kind) })
    return zip(addresses, resolved).flatMap { address, frame in
      frame.programFrames.map { StackFrame(location: $0, address: address, isProgramCode: true) }
    }
  }

  /// The place of an await point.
  func awaitPoint(_ address: UInt) -> CodeLocation? { symbols.resolve(address, .resumePoint).location }

  /// The place of a spawn site, given how to get at its stack.
  func spawnSite(_ site: UInt32, stack: () -> [UInt]) -> CodeLocation? {
    guard site != 0 else { return nil }
    if let known = sites.withLock({ $0[site] }) { return known }
    let location = frames(stack(), .returnAddress).first?.location
    sites.withLock { $0[site] = .some(location) }
    return location
  }
}
