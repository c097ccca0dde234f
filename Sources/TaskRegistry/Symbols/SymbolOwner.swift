// Tells the program's own code from everything else that stands on a stack. A pure function of names: it opens no
// file and asks no runtime.

/// Whose code a function is.
enum SymbolOwner: Sendable, Equatable {
  /// The program's, or that of a package linked into it: what somebody who reads a stack wants to see.
  case program
  /// The Swift runtime's, the toolchain's libraries', the system's.
  case system
  /// This monitor's.
  case monitor
  /// Nobody's: the compiler made it.
  case generated

  /// - Parameters:
  ///   - record: what the tables say of the function.
  ///   - demangled: its demangled name; the raw name where it cannot be demangled.
  init(of record: SymbolRecord, demangled: String) {
    let raw = record.rawName
    if SystemNames.isSystemImage(record.image) {
      self = .system
    } else if MonitorNames.include(record) {
      self = .monitor
    } else if record.path?.contains("/compiler-rt/lib/") == true {
      // A sanitizer's runtime is linked into the program, lines and all.
      self = .system
    } else if !raw.hasPrefix("$s") {
      // A C function that has lines is of some package's C target, or the main file's top level. The entry that the
      // compiler makes for `@main` has a file, but no line in it.
      self = record.hasSourceFile && record.line > 0 ? .program : .system
    } else if GeneratedNames.include(raw: raw, demangled: demangled) {
      // A wrapper with lines of its own is one into which the optimiser has put the function it wraps.
      self = record.hasSourceFile && ThunkName.wrapped(demangled) != nil ? .program : .generated
    } else if record.hasSourceFile, record.line == 0,
      FunctionName.unspecialized(demangled).hasPrefix("implicit closure #")
    {
      // What the compiler makes where a function is used as a value has no line; an autoclosure has.
      self = .generated
    } else if record.hasSourceFile {
      // The toolchain's libraries come without debug information, and what the compiler copies out of them into a
      // program bears no file that somebody wrote. So this is the program's, also where it extends their types.
      self = .program
    } else {
      self = SystemNames.isSystemName(raw) ? .system : .program
    }
  }
}

/// Functions of this package's own modules.
private enum MonitorNames {
  private static let modules = ["12TaskRegistry", "13MonitorServer"]

  static func include(_ record: SymbolRecord) -> Bool {
    let raw = record.rawName
    if raw.hasPrefix("$s") {
      // In front stands the module of the function, or behind the type that it extends.
      return modules.contains { raw.dropFirst(2).hasPrefix($0) || raw.contains($0 + "E") }
    }
    return record.path?.contains("/CTaskRuntime/") ?? false
  }
}

/// Functions that the compiler makes by itself.
private enum GeneratedNames {
  /// How the demangler begins the names of thunks, accessors and wrappers.
  private static let beginnings = [
    "partial apply ", "protocol witness ", "dispatch thunk of ", "thunk for ", "reabstraction thunk ",
    "vtable thunk ", "curry thunk ", "back deployment ", "distributed thunk ", "@objc ", "@nonobjc ",
    "outlined ",
    "lazy protocol witness ", "lazy cache variable ", "base witness table ", "generic protocol witness ",
    "associated type ", "associated conformance ", "type metadata ", "generic type metadata ",
    "nominal type descriptor ", "metaclass for ", "method lookup function ", "async function pointer ",
    "key path ", "keypath_", "value witness", "initializeBuffer", "initializeWith", "assignWith",
    "destroy for ",
    "getEnumTag", "storeEnumTag", "destructiveInject", "destructiveProject",
  ]

  static func include(raw: String, demangled: String) -> Bool {
    // The wrapper around the program's `main()`.
    if raw.contains("5$main") { return true }
    let name = FunctionName.unspecialized(demangled)
    return beginnings.contains { name.hasPrefix($0) }
  }
}
