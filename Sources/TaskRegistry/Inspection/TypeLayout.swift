// Where the metadata of a type keeps what: public ABI on Linux, as the compiler lays it out. Of a type that is alive it is
// read as it stands; of one that was found by following pointers only through SafeMemory.

import CTaskRuntime

enum TypeLayout {
  /// Before the metadata: its value witnesses.
  static let witnesses = -8
  static let structKind: UInt = 0x200
  static let enumKind: UInt = 0x201
  static let optionalKind: UInt = 0x202
  static let classKind: UInt = 0
  /// Of a struct or an enum; of a class.
  static let descriptor = 8
  static let classDescriptor = 40

  /// Value witnesses.
  enum Witness {
    static let size = 64
    static let flags = 80
    static let getEnumTag = 88
    static let projectEnumData = 96
    static let alignmentMask: UInt32 = 0xff
    static let hasEnumWitnesses: UInt32 = 0x20_0000
    static let isIncomplete: UInt32 = 0x40_0000
  }

  /// What describes a type, or a module, in the program's text.
  enum Descriptor {
    static let flags = 0
    static let kindMask: UInt32 = 0x1f
    static let moduleKind: UInt32 = 0
    static let anonymousKind: UInt32 = 2
    static let classKind: UInt32 = 16
    static let structKind: UInt32 = 17
    static let enumKind: UInt32 = 18
    static let parent = 4
    static let name = 8
    static let fields = 16
    /// Of a struct: how many fields, and where in the metadata their offsets stand, in words.
    static let fieldCount = 20
    static let fieldOffsets = 24
  }

  /// The fields of a struct, or the cases of an enum.
  enum Fields {
    static let recordSize = 10
    static let count = 12
    static let first = 16
    static let flags = 0
    static let type = 4
    static let name = 8
    static let isIndirect: UInt32 = 1
  }

  /// The bytes of a value that lies behind so many bytes of its box, aligned; nil unless it is a struct or an enum.
  ///
  /// The caller vouches for both: a live box, and the metadata of its value's type.
  static func value(
    ofType metadata: UnsafeRawPointer, in box: UnsafeRawPointer, behind offset: Int
  ) -> UnsafeRawBufferPointer? {
    let kind = metadata.load(as: UInt.self)
    guard kind == structKind || kind == enumKind,
      let witnesses = UnsafeRawPointer(bitPattern: metadata.load(fromByteOffset: witnesses, as: UInt.self))
    else { return nil }
    let mask = Int(witnesses.load(fromByteOffset: Witness.flags, as: UInt32.self) & Witness.alignmentMask)
    let size = witnesses.load(fromByteOffset: Witness.size, as: Int.self)
    return UnsafeRawBufferPointer(start: box + (offset + mask) & ~mask, count: size)
  }
}
