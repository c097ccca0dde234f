// Says what a copied value is, without a line of the program's code: numbers, flags, strings, and enums and structs made of
// them. What it does not know is left out; it must not know whose value it is.

import CTaskRuntime

struct ValueReader {
  /// Whether strings on the heap may be read: only those of a value that is alive.
  let readsHeap: Bool
  /// Whether code may run at an address.
  let isCode: (UInt) -> Bool
  private var types: [UInt: TypeFacts?] = [:]

  /// Bytes of a string that are shown.
  private static let stringLimit = 100
  private static let depthLimit = 4
  /// Types kept; a program has few whose values are asked for.
  private static let typeLimit = 1024

  init(readsHeap: Bool, isCode: @escaping (UInt) -> Bool) {
    self.readsHeap = readsHeap
    self.isCode = isCode
  }

  mutating func facts(_ type: UInt) -> TypeFacts? {
    if let known = types[type] { return known }
    let facts = TypeReader.facts(type)
    if types.count >= Self.typeLimit { types = [:] }
    types[type] = .some(facts)
    return facts
  }

  /// A value in words: `7`, `"text"`, `.case(7)`, `(code: 7, text: -)`; nil if nothing of it is known.
  ///
  /// - Parameter bytes: the value's bytes; fewer than its type has, where it was cut.
  mutating func text(_ type: UInt, _ bytes: ArraySlice<UInt8>, depth: Int = 0) -> String? {
    guard depth < Self.depthLimit else { return nil }
    if let scalar = Self.scalars[type] { return scalar(bytes) }
    if type == Self.string { return string(bytes) }
    guard let facts = facts(type) else { return nil }
    switch facts.kind {
    case .structure: return structure(facts, bytes, depth)
    case .enumeration: return enumeration(facts, bytes, depth)
    case .optional: return optional(facts, bytes, depth)
    case .object: return nil
    }
  }

  // MARK: - Enums

  private mutating func enumeration(_ type: TypeFacts, _ bytes: ArraySlice<UInt8>, _ depth: Int) -> String? {
    guard let cases = TypeReader.fields(of: type), let (tag, payload) = open(type, bytes), tag < cases.count
    else { return nil }
    let found = cases[tag]
    guard let payloadType = found.type else { return ".\(found.name)" }
    guard !found.isIndirect else { return ".\(found.name)(-)" }
    let text = Self.standardType(payloadType).flatMap { self.text($0, payload, depth: depth + 1) }
    return ".\(found.name)(\(text ?? "-"))"
  }

  private mutating func optional(_ type: TypeFacts, _ bytes: ArraySlice<UInt8>, _ depth: Int) -> String? {
    guard let (tag, payload) = open(type, bytes),
      // Behind the descriptor stands what it is an optional of.
      let (wrapped, _) = SafeMemory.words(type.metadata &+ UInt(TypeLayout.descriptor) &+ 8)
    else { return nil }
    return tag == 0 ? text(wrapped, payload, depth: depth + 1) : "nil"
  }

  /// Which case a copy is, and the bytes of its payload.
  private func open(_ type: TypeFacts, _ bytes: ArraySlice<UInt8>) -> (tag: Int, payload: ArraySlice<UInt8>)?
  {
    guard type.hasEnumWitnesses, bytes.count == type.size,
      let (getTag, project) = SafeMemory.words(type.witnesses &+ UInt(TypeLayout.Witness.getEnumTag)),
      isCode(getTag), isCode(project)
    else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: max(type.size, 16), alignment: 16) { copy in
      guard let start = copy.baseAddress else { return nil }
      copy.copyBytes(from: bytes)
      // SAFETY: a type whose metadata, descriptor and witnesses agree, and a copy of a value of it. The witnesses are the
      // compiler's; they look at and change the copy's bits alone: they follow no pointer, retain and release nothing.
      let tag = ctr_enum_tag(getTag, start, type.metadata)
      ctr_enum_project(project, start, type.metadata)
      return (Int(tag), ArraySlice(copy.prefix(type.size)))
    }
  }

  // MARK: - Structs

  private mutating func structure(_ type: TypeFacts, _ bytes: ArraySlice<UInt8>, _ depth: Int) -> String? {
    guard let fields = TypeReader.fields(of: type), let offsets = TypeReader.fieldOffsets(of: type),
      fields.count == offsets.count
    else { return nil }
    guard !fields.isEmpty else { return "()" }
    var texts: [String] = []
    for (field, offset) in zip(fields, offsets) {
      var text: String?
      if Int(offset) <= bytes.count, let fieldType = field.type.flatMap(Self.standardType) {
        let value = bytes[(bytes.startIndex + Int(offset))...]
        let size = fieldType == Self.string ? 16 : facts(fieldType)?.size ?? .max
        if size <= value.count { text = self.text(fieldType, value.prefix(size), depth: depth + 1) }
      }
      texts.append("\(field.name): \(text ?? "-")")
    }
    return "(" + texts.joined(separator: ", ") + ")"
  }

  // MARK: - Strings

  /// A string's two words: a count or the text itself, and where the text is, with what it is in the high bits.
  private func string(_ bytes: ArraySlice<UInt8>) -> String? {
    guard bytes.count >= 16 else { return nil }
    let all = Array(bytes.prefix(16))
    let (count, object) = all.withUnsafeBytes {
      ($0.loadUnaligned(as: UInt.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt.self))
    }
    let isImmortal = object >> 63 == 1
    let isSmall = object >> 61 & 1 == 1
    let isForeign = object >> 60 & 1 == 1
    if isImmortal && isSmall {
      return Self.quoted(Array(all.prefix(Int(object >> 56 & 0xf))), isWhole: true)
    }
    guard !isForeign, isImmortal || readsHeap else { return nil }
    let length = Int(count & 0xffff_ffff_ffff)
    // Text lies behind the header of the object it belongs to; that of a literal, so far behind where it is said to be.
    let start = object & 0x0fff_ffff_ffff_ffff &+ 32
    return SafeMemory.bytes(start, count: min(length, Self.stringLimit)).map {
      Self.quoted($0, isWhole: length <= Self.stringLimit)
    }
  }

  private static func quoted(_ bytes: [UInt8], isWhole: Bool) -> String {
    isWhole ? "\"\(String(decoding: bytes, as: UTF8.self))\"" : "\"\(SafeMemory.text(bytes))…\""
  }

  // MARK: - What is known by itself

  private static func address(_ type: Any.Type) -> UInt {
    // SAFETY: the address of a type's metadata, compared and never followed.
    unsafeBitCast(type, to: UInt.self)
  }

  private static let string = address(String.self)

  private static func scalar<Value: BitwiseCopyable & CustomStringConvertible & SendableMetatype>(
    _ type: Value.Type
  ) -> (UInt, @Sendable (ArraySlice<UInt8>) -> String?) {
    (
      address(type),
      { bytes in
        guard bytes.count >= MemoryLayout<Value>.size else { return nil }
        return bytes.withUnsafeBytes { $0.loadUnaligned(as: Value.self).description }
      }
    )
  }

  /// Of a flag only the lowest bit counts; any byte is a valid copy.
  private static let flag: @Sendable (ArraySlice<UInt8>) -> String? = { bytes in
    bytes.first.map { $0 & 1 == 1 ? "true" : "false" }
  }

  private static let scalars: [UInt: @Sendable (ArraySlice<UInt8>) -> String?] = [
    scalar(Int.self), scalar(UInt.self), scalar(Int8.self), scalar(Int16.self), scalar(Int32.self),
    scalar(Int64.self), scalar(UInt8.self), scalar(UInt16.self), scalar(UInt32.self), scalar(UInt64.self),
    scalar(Double.self), scalar(Float.self), (address(Bool.self), flag),
  ].reduce(into: [:]) { $0[$1.0] = $1.1 }

  /// The type that a mangled name in the program's text stands for, if it is one of the standard library's simple ones.
  private static func standardType(_ mangledName: UInt) -> UInt? {
    SafeMemory.string(mangledName, limit: 16).flatMap { standardTypes[$0] }
  }

  private static let standardTypes: [String: UInt] = [
    "Si": address(Int.self), "Su": address(UInt.self), "Sb": address(Bool.self), "SS": address(String.self),
    "Sd": address(Double.self), "Sf": address(Float.self), "s4Int8V": address(Int8.self),
    "s5Int16V": address(Int16.self), "s5Int32V": address(Int32.self), "s5Int64V": address(Int64.self),
    "s5UInt8V": address(UInt8.self), "s6UInt16V": address(UInt16.self), "s6UInt32V": address(UInt32.self),
    "s6UInt64V": address(UInt64.self), "SiSg": address(Int?.self), "SSSg": address(String?.self),
    "SbSg": address(Bool?.self), "SdSg": address(Double?.self), "s5Int32VSg": address(Int32?.self),
  ]
}
