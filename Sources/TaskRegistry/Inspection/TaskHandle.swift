// Which task a handle stands for; it must not need to be inside that task.
import CTaskRuntime

extension TaskID {
  /// The id of a task, as the runtime's own function tells it; also before the task has run.
  package init<Success, Failure>(of task: Task<Success, Failure>) {
    // SAFETY: a task's handle is a reference to the task and nothing else, and keeps it alive.
    self.init(rawValue: ctr_task_id(unsafeBitCast(task, to: UnsafeMutableRawPointer.self)))
  }
}
