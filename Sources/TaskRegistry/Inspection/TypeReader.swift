// What a type's metadata tells of it: kind, name, size, cases, fields. Everything is read as memory that may be gone, so an
// address that is no type's is an answer and not a crash.

struct TypeFacts {
  enum Kind {
    case structure
    case enumeration
    case optional
    case object
  }

  var metadata: UInt
  var kind: Kind
  /// With the types it is nested in, without module and type arguments.
  var name: String
  var size: Int
  var alignmentMask: UInt
  var witnesses: UInt
  var descriptor: UInt
  var hasEnumWitnesses: Bool
}

/// A field of a struct, or a case of an enum.
struct TypeField {
  var name: String
  /// The address of the mangled name of its type; nil for a case without payload.
  var type: UInt?
  var isIndirect: Bool
}

enum TypeReader {
  private static let nameLimit = 127
  private static let nestingLimit = 8
  /// Fields and cases looked at.
  static let fieldLimit = 256

  /// The facts of a type; nil for a type that has no name of its own, or where no type stands.
  static func facts(_ metadata: UInt) -> TypeFacts? {
    guard metadata & 7 == 0, metadata > 4096, let (kindWord, second) = SafeMemory.words(metadata) else {
      return nil
    }
    var descriptor = second
    let kind: TypeFacts.Kind
    let described: UInt32
    switch kindWord {
    case TypeLayout.structKind: (kind, described) = (.structure, TypeLayout.Descriptor.structKind)
    case TypeLayout.enumKind: (kind, described) = (.enumeration, TypeLayout.Descriptor.enumKind)
    case TypeLayout.optionalKind: (kind, described) = (.optional, TypeLayout.Descriptor.enumKind)
    case TypeLayout.classKind:
      (kind, described) = (.object, TypeLayout.Descriptor.classKind)
      descriptor = SafeMemory.words(metadata &+ UInt(TypeLayout.classDescriptor))?.0 ?? 0
    default: return nil
    }
    guard let flags = SafeMemory.half(descriptor), flags & TypeLayout.Descriptor.kindMask == described,
      let name = name(descriptor),
      let (witnesses, _) = SafeMemory.words(metadata &- UInt(-TypeLayout.witnesses)),
      let (size, _) = SafeMemory.words(witnesses &+ UInt(TypeLayout.Witness.size)),
      let witnessFlags = SafeMemory.half(witnesses &+ UInt(TypeLayout.Witness.flags)),
      witnessFlags & TypeLayout.Witness.isIncomplete == 0, size < 1 << 20
    else { return nil }
    return TypeFacts(
      metadata: metadata, kind: kind, name: name, size: Int(size),
      alignmentMask: UInt(witnessFlags & TypeLayout.Witness.alignmentMask), witnesses: witnesses,
      descriptor: descriptor,
      hasEnumWitnesses: witnessFlags & TypeLayout.Witness.hasEnumWitnesses != 0)
  }

  /// `Outer.Inner`, from a type's descriptor outwards to its module.
  private static func name(_ descriptor: UInt) -> String? {
    var names: [String] = []
    var next = descriptor
    for _ in 0..<nestingLimit {
      guard let flags = SafeMemory.half(next) else { return nil }
      switch flags & TypeLayout.Descriptor.kindMask {
      case TypeLayout.Descriptor.classKind...TypeLayout.Descriptor.enumKind:
        guard let at = SafeMemory.relative(next &+ UInt(TypeLayout.Descriptor.name)),
          let name = SafeMemory.string(at, limit: nameLimit), !name.isEmpty
        else { return nil }
        names.append(name)
      case TypeLayout.Descriptor.anonymousKind: break
      default: return names.isEmpty ? nil : names.reversed().joined(separator: ".")
      }
      guard var parent = SafeMemory.relative(next &+ UInt(TypeLayout.Descriptor.parent)) else { break }
      // One bit says that the pointer leads to a pointer.
      if parent & 1 != 0 { parent = SafeMemory.words(parent & ~1)?.0 ?? 0 }
      next = parent
    }
    return names.isEmpty ? nil : names.reversed().joined(separator: ".")
  }

  /// The fields of a struct or the cases of an enum, those with payload first; nil without reflection metadata.
  static func fields(of type: TypeFacts) -> [TypeField]? {
    guard let fields = SafeMemory.relative(type.descriptor &+ UInt(TypeLayout.Descriptor.fields)),
      let count = SafeMemory.half(fields &+ UInt(TypeLayout.Fields.count)), count <= fieldLimit,
      let sizes = SafeMemory.half(fields &+ UInt(TypeLayout.Fields.recordSize - 2))
    else { return nil }
    let recordSize = UInt(sizes >> 16)
    var found: [TypeField] = []
    for index in 0..<UInt(count) {
      let record = fields &+ UInt(TypeLayout.Fields.first) &+ index * recordSize
      guard let flags = SafeMemory.half(record),
        let at = SafeMemory.relative(record &+ UInt(TypeLayout.Fields.name)),
        let name = SafeMemory.string(at, limit: nameLimit)
      else { return nil }
      found.append(
        TypeField(
          name: name, type: SafeMemory.relative(record &+ UInt(TypeLayout.Fields.type)),
          isIndirect: flags & TypeLayout.Fields.isIndirect != 0))
    }
    return found
  }

  /// Where the fields of a struct begin in its value.
  static func fieldOffsets(of type: TypeFacts) -> [UInt32]? {
    guard type.kind == .structure,
      let count = SafeMemory.half(type.descriptor &+ UInt(TypeLayout.Descriptor.fieldCount)),
      count <= fieldLimit,
      let vector = SafeMemory.half(type.descriptor &+ UInt(TypeLayout.Descriptor.fieldOffsets)), vector > 0
    else { return nil }
    let start = type.metadata &+ UInt(vector) * 8
    let offsets = (0..<UInt(count)).compactMap { SafeMemory.half(start &+ $0 * 4) }
    return offsets.count == count ? offsets : nil
  }
}
