// The task-local values of a live task.

extension Registry {
  /// The task-local values of a live task that stands still; `nil` if no live task has that id.
  ///
  /// - Complexity: some 10 µs a value; milliseconds the first time, when the declared names are looked up.
  public func locals(of id: TaskID) -> TaskLocals? {
    guard let world = World.current, let key = key(of: id) else { return nil }
    return withInspection { TaskLocalReader(world, places: places).locals(of: key) }
  }
}
