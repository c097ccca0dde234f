// Copies of stretches of memory around many addresses at once: a system call for hundreds of tasks instead of one for
// each frame. What is not in a copy is read on its own.

import CTaskRuntime

struct MemoryWindows {
  /// Contexts of a task's callers lie below its own, in a slab of some thousand bytes; so does what comes before the end
  /// of the record of what it waits for.
  private static let below: UInt = 1024
  private static let above: UInt = 64
  /// Stretches closer than this are copied as one.
  private static let gap: UInt = 1024
  /// One copy at most, so that a stretch with a hole in it spoils little.
  private static let longest: UInt = 64 << 10

  /// Nothing of the program's lies above: an address read from memory that changed meanwhile may be any number.
  private static let highest: UInt = 1 << 63

  private struct Window {
    var start: UInt
    var end: UInt
    var offset: Int
  }

  private var windows: [Window] = []
  private var bytes: [UInt8] = []
  private var pieces: [ctr_piece] = []
  /// The window that answered last: neighbours are asked for one after the other.
  private var last = 0

  /// Copies what lies around the addresses, replacing what was copied before.
  mutating func load(around addresses: inout [UInt]) {
    windows.removeAll(keepingCapacity: true)
    last = 0
    addresses.sort()
    var size = 0
    for address in addresses where address > Self.below && address < Self.highest {
      let start = address & ~7 - Self.below
      let end = address & ~7 + Self.above
      if let open = windows.last, start <= open.end + Self.gap, end - open.start <= Self.longest {
        let longer = max(open.end, end)
        size += Int(longer - open.end)
        windows[windows.count - 1].end = longer
      } else {
        windows.append(Window(start: start, end: end, offset: size))
        size += Int(end - start)
      }
    }
    if bytes.count < size {
      // SAFETY: bytes are plain, and of these only what has been copied into is read.
      bytes = [UInt8](unsafeUninitializedCapacity: size) { _, count in count = size }
    }
    copy()
  }

  private mutating func copy() {
    var readable: [Window] = []
    readable.reserveCapacity(windows.count)
    bytes.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      pieces.removeAll(keepingCapacity: true)
      for window in windows {
        pieces.append(
          ctr_piece(
            address: window.start, destination: base + window.offset, count: Int(window.end - window.start)))
      }
      pieces.withUnsafeBufferPointer { pieces in
        guard let first = pieces.baseAddress else { return }
        var at = 0
        while at < pieces.count {
          let count = min(pieces.count - at, Int(ctr_piece_limit))
          let done = SafeMemory.read(first + at, count)
          readable.append(contentsOf: windows[at..<(at + done)])
          // The piece that stopped it has a hole; what follows is tried anew.
          at += done == count ? count : done + 1
        }
      }
    }
    windows = readable
  }

  /// Two words at an address: from a copy, or read now.
  ///
  /// Nil if they cannot be read.
  mutating func words(_ address: UInt) -> (UInt, UInt)? {
    if let offset = offset(of: address, count: 16) {
      return bytes.withUnsafeBytes {
        (
          $0.loadUnaligned(fromByteOffset: offset, as: UInt.self),
          $0.loadUnaligned(fromByteOffset: offset + 8, as: UInt.self)
        )
      }
    }
    return SafeMemory.words(address)
  }

  private mutating func offset(of address: UInt, count: UInt) -> Int? {
    guard !windows.isEmpty else { return nil }
    if !contains(last, address, count) {
      var low = 0
      var high = windows.count
      while low < high {
        let middle = (low + high) / 2
        if windows[middle].end <= address { low = middle + 1 } else { high = middle }
      }
      guard low < windows.count, contains(low, address, count) else { return nil }
      last = low
    }
    return windows[last].offset + Int(address - windows[last].start)
  }

  private func contains(_ index: Int, _ address: UInt, _ count: UInt) -> Bool {
    // In this form no number overflows, whatever the address.
    address >= windows[index].start && address < windows[index].end && windows[index].end - address >= count
  }
}
