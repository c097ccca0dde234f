// Whether a task waits for the next element of a stream: it has nothing to do, which is not the same as being stuck.

extension Places {
  /// Whether a stack's innermost frames, before the program's own, are a stream's of the standard library.
  func isStreamWait(_ stack: ArraySlice<UInt>) -> Bool {
    for address in stack where symbols.isInText(address) {
      let frame = symbols.resolve(address, .resumePoint)
      if frame.isProgramCode { return false }
      if let function = frame.location?.function, Self.streams.contains(where: function.contains) {
        return true
      }
    }
    return false
  }

  private static let streams = ["AsyncStream", "AsyncThrowingStream"]
}
