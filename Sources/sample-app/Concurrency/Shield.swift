// Lets the last words of a task be said although it has been cancelled.

/// Runs an operation that the caller's cancellation does not reach.
///
/// An unstructured task inherits the caller's priority and task-local values but not its cancellation. Bound what you
/// do in here: nobody can stop it.
func shielded<Value: Sendable>(
  name: String,
  operation: @escaping @Sendable () async -> Value
) async -> Value {
  await Task(name: name) { await operation() }.value
}
