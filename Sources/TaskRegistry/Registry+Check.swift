// What is wrong with the program, as values.

extension Registry {
  /// Asks each check whether something is wrong: the pool blocked, tasks starved, leaked, stuck or waiting for each other.
  ///
  /// A finding is something that was seen, not a proof that the program is at fault. What is not certain yet is left out,
  /// and the check says when to ask again. Most need observation to have gone on for some time: half a minute for leaks.
  ///
  /// - Complexity: one pass over all live tasks, some 0.5 µs each, on the caller's thread. It stops nobody.
  public func check() -> CheckReport { checks.report(self) }

  /// The latest report that the monitor made by itself, some seconds ago; `nil` before the first.
  ///
  /// - Complexity: some 100 ns.
  public func latestCheck() -> CheckReport? { checks.latest() }
}
