/// What is known of a live task without a look at its stack and its symbols.
package struct TaskFacts: Sendable {
  package var name: String?
  /// Since it was spawned.
  package var ageNanoseconds: UInt64
  /// The task it is a structured child of.
  package var parent: TaskID?
  /// Whether cancellation was asked for.
  package var isCancelled: Bool?

  package init(name: String?, ageNanoseconds: UInt64, parent: TaskID?, isCancelled: Bool?) {
    self.name = name
    self.ageNanoseconds = ageNanoseconds
    self.parent = parent
    self.isCancelled = isCancelled
  }
}
