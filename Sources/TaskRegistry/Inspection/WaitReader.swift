// What a task at rest waits for, from the dependency record the runtime keeps for it.

import CTaskRuntime

struct WaitReader {
  /// What is waited for; `on` in words where it is known.
  struct Wait {
    var kind: WaitKind?
    var on: String?
  }

  private let mainExecutor = ctr_main_executor()
  // Thousands of tasks that wait for the same thing stand one after the other.
  private var lastTask: (address: UInt, wait: Wait)?
  private var lastActor: (address: UInt, name: String?)?

  /// Of a task whose header was read while nobody ran it.
  ///
  /// The record may change meanwhile: the caller checks.
  mutating func wait(of header: TaskHeader, through windows: inout MemoryWindows) -> Wait {
    let isSuspended = header.state == .suspended
    guard header.status & TaskLayout.Status.hasDependency != 0, header.dependency != 0,
      let (value, _) = windows.words(header.dependency &+ UInt(TaskLayout.Record.value)),
      let (type, _) = windows.words(header.dependency &+ UInt(TaskLayout.Record.dependencyType))
    else { return Wait(kind: isSuspended ? .other : nil) }
    switch TaskLayout.Dependency(rawValue: UInt32(truncatingIfNeeded: type)) {
    case .task: return waitedTask(value)
    case .continuation: return Wait(kind: .continuation)
    case .group: return Wait(kind: .group)
    case .executor: return waitedExecutor(value)
    case nil: return Wait(kind: isSuspended ? .other : nil)
    }
  }

  private mutating func waitedTask(_ address: UInt) -> Wait {
    if let lastTask, lastTask.address == address { return lastTask.wait }
    var wait = Wait(kind: .task)
    _ = TaskHeader.withCopy(of: address) { task in
      if TaskLayout.half(task, TaskLayout.flags) & TaskLayout.Flags.asyncLet != 0 { wait.kind = .asyncLet }
      wait.on = String(TaskLayout.id(of: task))
    }
    lastTask = (address, wait)
    return wait
  }

  private mutating func waitedExecutor(_ identity: UInt) -> Wait {
    // No identity: the pool. The task could go on as soon as a thread is free, so it waits for nothing else.
    guard identity != 0 else { return Wait() }
    if identity == mainExecutor { return Wait(kind: .mainActor, on: "MainActor") }
    if let lastActor, lastActor.address == identity { return Wait(kind: .actor, on: lastActor.name) }
    let name = ObjectType.name(ofObjectAt: identity)
    lastActor = (identity, name)
    return Wait(kind: .actor, on: name)
  }
}
