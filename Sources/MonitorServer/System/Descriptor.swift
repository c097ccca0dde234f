// Ownership of a file descriptor, so that each is closed once and by nobody else; it must not know what it is for.

/// A file descriptor that is closed when its owner goes.
struct Descriptor: ~Copyable {
  /// The number, for calls made while the owner is alive.
  let number: CInt

  init(owning number: CInt) { self.number = number }

  deinit { Syscall.close(number) }
}

/// Two descriptors that belong together.
struct DescriptorPair: ~Copyable {
  let first: Descriptor
  let second: Descriptor
}
