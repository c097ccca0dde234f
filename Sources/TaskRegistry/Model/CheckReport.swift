/// What a check asks, as listings, JSON and documentation print it.
public enum CheckName: String, Sendable, CaseIterable {
  /// Whether threads of the pool are held while tasks that are ready wait for one.
  case poolSaturated = "pool-saturated"
  /// Whether tasks that are ready do not come to run.
  case taskStarved = "task-starved"
  /// Whether a task holds its thread without ever suspending.
  case neverSuspended = "never-suspended"
  /// Whether tasks go on long after they were cancelled.
  case cancelIgnored = "cancel-ignored"
  /// Whether tasks of one spawn site become more and more and hardly ever end.
  case leak
  /// Whether a continuation is waited for far longer than others of its kind took.
  case stuck
  /// Whether tasks wait for each other in a circle.
  case deadlock
}

/// What a check answers.
public enum CheckVerdict: String, Sendable, CaseIterable {
  /// Nothing was found.
  case fine
  /// Something was found.
  case warning
  /// It cannot be told yet: ask again later.
  case askAgain = "ask-again"
}

/// What all checks found at one moment.
public struct CheckReport: Sendable, Equatable {
  /// One for each check, in the order of ``CheckName``.
  public var results: [CheckResult]
  /// Time since, in nanoseconds; 0 for a report made at the call.
  public var ageNanoseconds: UInt64

  package init(results: [CheckResult], ageNanoseconds: UInt64 = 0) {
    self.results = results
    self.ageNanoseconds = ageNanoseconds
  }
}

/// What one check found.
public struct CheckResult: Sendable, Equatable {
  /// Which check.
  public var check: CheckName
  /// What is wrong, worst first; at most 8.
  public var findings: [CheckFinding]
  /// Why more cannot be told yet; `nil` where everything could.
  public var pending: CheckPending?

  /// A warning where something was found; else fine, or to ask again where not everything could be told.
  public var verdict: CheckVerdict {
    if !findings.isEmpty { return .warning }
    return pending == nil ? .fine : .askAgain
  }

  package init(_ check: CheckName, findings: [CheckFinding] = [], pending: CheckPending? = nil) {
    self.check = check
    self.findings = findings
    self.pending = pending
  }
}

/// Why a check cannot answer yet.
public struct CheckPending: Sendable, Equatable {
  /// What is missing.
  public enum Reason: Sendable, Equatable {
    /// Nothing is observed, for that reason.
    case off(String)
    /// So many looks at all tasks have been taken, and so many are needed.
    case looks(taken: Int, needed: Int)
    /// Something was seen that means nothing unless it lasts.
    case mayPass
    /// There are so many waits for tasks, and only so many of them were looked at.
    case tooMany(looked: Int, of: Int)
  }

  /// What is missing.
  public var reason: Reason
  /// When to ask again, in nanoseconds from now; `nil` where that cannot be told.
  public var nanoseconds: UInt64?

  package init(_ reason: Reason, nanoseconds: UInt64?) {
    self.reason = reason
    self.nanoseconds = nanoseconds
  }
}

/// One thing that is wrong.
public struct CheckFinding: Sendable, Equatable {
  /// What it is; times are nanoseconds.
  public enum Kind: Sendable, Equatable {
    /// The tasks hold all threads; so many others have been ready for long, the longest of them for `waiting`.
    ///
    /// `priority` is that of who waits.
    case poolSaturated(priority: UInt8, ready: Int, waiting: UInt64)
    /// The tasks have been ready for more than `threshold`, one look after the other for `lasting`.
    case taskStarved(threshold: UInt64, lasting: UInt64)
    /// The tasks have been on their threads for more than `threshold`.
    case neverSuspended(threshold: UInt64)
    /// The tasks were cancelled more than `threshold` ago.
    case cancelIgnored(threshold: UInt64)
    /// Live tasks of one spawn site have become more in each part of `span`.
    case leak(CheckGrowth)
    /// The tasks are far older than those of their spawn site that have ended, so many, each of which lived for less
    /// than `lifetime`.
    case stuck(spawnedAt: CodeLocation?, ended: UInt64, lifetime: UInt64)
    /// Each task waits for the next, and the last for the first; so many besides cannot end before one of them has.
    case deadlock(heldUp: Int)
  }

  /// A task it is about.
  public struct Subject: Sendable, Equatable {
    /// The task, as it was when it was looked at.
    public var task: TaskInfo
    /// How long, in nanoseconds: on its thread, ready, since it was cancelled, or alive, by the kind of finding.
    public var nanoseconds: UInt64?
    /// The kernel's id of the thread it holds.
    public var threadID: Int32?
    /// Whom it waits for, in a deadlock.
    public var waitsFor: CheckBlocker?

    package init(
      _ task: TaskInfo, nanoseconds: UInt64? = nil, threadID: Int32? = nil, waitsFor: CheckBlocker? = nil
    ) {
      self.task = task
      self.nanoseconds = nanoseconds
      self.threadID = threadID
      self.waitsFor = waitsFor
    }
  }

  /// What it is.
  public var kind: Kind
  /// The worst of the tasks it is about, at most 8.
  public var subjects: [Subject]
  /// How many tasks it is about in all.
  public var count: Int

  package init(_ kind: Kind, subjects: [Subject], count: Int) {
    self.kind = kind
    self.subjects = subjects
    self.count = count
  }
}

/// Why a task of a deadlock cannot end.
public enum CheckBlocker: Sendable, Equatable {
  /// It waits for the value of that task.
  case value(of: TaskID)
  /// That task is its structured child, and a task ends after its children.
  case child(TaskID)

  /// The task that has to end first.
  public var task: TaskID {
    switch self {
    case .value(let task), .child(let task): task
    }
  }
}

/// How the tasks of one spawn site became more.
public struct CheckGrowth: Sendable, Equatable {
  /// The spawn site; `nil` where its place is unknown.
  public var spawnedAt: CodeLocation?
  /// Time looked at, in nanoseconds.
  public var spanNanoseconds: UInt64
  /// Tasks live now.
  public var live: UInt64
  /// How many more that is than at the beginning of the time.
  public var grownBy: UInt64
  /// Tasks spawned in that time.
  public var spawned: UInt64
  /// Tasks that ended in that time.
  public var ended: UInt64

  package init(
    spawnedAt: CodeLocation?, spanNanoseconds: UInt64, live: UInt64, grownBy: UInt64, spawned: UInt64,
    ended: UInt64
  ) {
    self.spawnedAt = spawnedAt
    self.spanNanoseconds = spanNanoseconds
    self.live = live
    self.grownBy = grownBy
    self.spawned = spawned
    self.ended = ended
  }
}
