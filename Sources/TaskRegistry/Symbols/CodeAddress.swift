// What is asked of the symbols: an address together with how it came to be on a stack. It knows no image and no name.

/// How an address came to be on a stack, which decides the instruction it stands for.
enum AddressKind: UInt, Sendable, Hashable {
  /// The entry of an async function's next part, as a suspended task keeps it: looked up as it is.
  case resumePoint = 0
  /// The instruction after a call, as a thread's stack keeps it: the call itself is the one before.
  ///
  /// A call may be a function's last instruction, and then the return address already belongs to the next function.
  case returnAddress = 1
}

/// An address on a stack.
struct CodeAddress: Sendable, Hashable {
  var address: UInt
  var kind: AddressKind

  init(_ address: UInt, _ kind: AddressKind) {
    self.address = address
    self.kind = kind
  }

  /// The address of an instruction that belongs to the function meant.
  var instruction: UInt {
    switch kind {
    case .resumePoint: address
    case .returnAddress: address == 0 ? 0 : address - 1
    }
  }

  /// Both in one word; 0 for what is no address of code: that lies in the lower half of the address space.
  var cacheKey: UInt { address >> (UInt.bitWidth - 1) == 0 ? address << 1 | kind.rawValue : 0 }
}
