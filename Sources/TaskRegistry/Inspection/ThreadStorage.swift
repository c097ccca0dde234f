// The calling thread's own storage, searched by the self-check for words of the runtime's.

import CTaskRuntime

enum ThreadStorage {
  /// How far below the thread pointer is looked: static thread-local storage lies there on x86-64.
  private static let searched = 8192

  /// The distances from the thread pointer, in bytes, of all words for which `isWanted` holds.
  ///
  /// The thread's stack goes on below its storage, so words of its own are among them: what stays where it is over
  /// several calls, from several depths, is not one of those.
  static func offsets(where isWanted: (UInt) -> Bool) -> Set<Int> {
    #if arch(x86_64)
      var words = [UInt](repeating: 0, count: searched / 8)
      let isRead = words.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map {
          SafeMemory.read(ctr_thread_pointer() &- UInt(searched), into: $0, count: searched)
        } ?? false
      }
      guard isRead else { return [] }
      var found: Set<Int> = []
      for (index, word) in words.enumerated() where isWanted(word) { found.insert(index * 8 - searched) }
      return found
    #else
      return []
    #endif
  }
}
