// The name of an object's class, read without touching the object in a way that could crash: isa, class metadata, type
// descriptor. Public ABI on Linux, still read as memory that may be gone.

enum ObjectType {
  /// Offsets in class metadata and in a type's descriptor.
  private static let descriptor: UInt = 40
  private static let descriptorName: UInt = 8
  private static let nameLimit = 127
  /// Metadata of a Swift class begins with this kind.
  private static let classKind: UInt = 0

  /// The class's name without module and type arguments, or nil.
  static func name(ofObjectAt address: UInt) -> String? {
    guard let (isa, _) = SafeMemory.words(address), let (kind, _) = SafeMemory.words(isa), kind == classKind,
      let (descriptor, _) = SafeMemory.words(isa &+ descriptor), descriptor != 0
    else { return nil }
    var relative: Int32 = 0
    let field = descriptor &+ descriptorName
    let isRead = withUnsafeMutableBytes(of: &relative) { bytes in
      bytes.baseAddress.map { SafeMemory.read(field, into: $0, count: bytes.count) } ?? false
    }
    guard isRead else { return nil }
    let name = SafeMemory.string(field &+ UInt(bitPattern: Int(relative)), limit: nameLimit)
    return name.flatMap { $0.isEmpty ? nil : $0 }
  }
}
