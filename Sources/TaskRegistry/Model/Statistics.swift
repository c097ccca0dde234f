/// Counts since observation began and since the last reset, and what the monitor itself costs.
public struct Statistics: Sendable {
  /// Counts over one span of time.
  public struct Counts: Sendable, Equatable {
    /// Length of the span in nanoseconds.
    public var elapsedNanoseconds: UInt64 = 0
    /// Tasks first seen.
    public var spawned: UInt64 = 0
    /// Tasks that ended by returning.
    public var returned: UInt64 = 0
    /// Tasks that ended by throwing an error other than `CancellationError`.
    public var threw: UInt64 = 0
    /// Tasks that ended by throwing `CancellationError`.
    public var cancelled: UInt64 = 0
    /// Runs begun on the pool.
    public var runs: UInt64 = 0
    /// Sum of all finished runs in nanoseconds.
    public var busyNanoseconds: UInt64 = 0

    package init() {}
  }

  /// Tasks of one spawn site.
  public struct Site: Sendable, Equatable {
    /// The spawn site; `nil` where it is unknown.
    public var location: CodeLocation?
    /// Tasks spawned there since the last reset.
    public var spawned: UInt64
    /// Tasks spawned there that are live now.
    public var live: UInt64

    package init(location: CodeLocation?, spawned: UInt64, live: UInt64) {
      self.location = location
      self.spawned = spawned
      self.live = live
    }
  }

  /// One thing the monitor can or cannot do in this process.
  public struct Feature: Sendable, Equatable {
    /// Its name: `observation`, `inspection`, `stacks`, `locals`, `outcomes`.
    public var name: String
    /// Whether it is on.
    public var isOn: Bool
    /// Why it is off, in one line; `nil` if it is on.
    public var reason: String?

    package init(name: String, isOn: Bool, reason: String?) {
      self.name = name
      self.isOn = isOn
      self.reason = reason
    }
  }

  /// What the monitor itself takes and what it had to leave out.
  public struct Overhead: Sendable, Equatable {
    /// Memory of the monitor's own tables in bytes, resident.
    public var memoryBytes: UInt64 = 0
    /// Bytes for one live task's record.
    public var recordBytes: UInt64 = 0
    /// Mean of the monitor's own time per run in nanoseconds, sampled; 0 before the first sample.
    public var costPerRunNanoseconds: UInt64 = 0
    /// How often a thread that runs tasks found one of the monitor's locks held, since the start.
    public var lockWaits: UInt64 = 0
    /// The longest that such a thread waited for one since the last reset, in nanoseconds.
    ///
    /// Whoever held it, a listing or another of these threads; and however long holder or waiter were without a processor.
    public var longestLockWaitNanoseconds: UInt64 = 0
    /// Tasks that were not recorded because the cap on live tasks was reached.
    public var unrecordedTasks: UInt64 = 0
    /// Tasks left alone because their completion function is not a known one.
    public var unpatchedTasks: UInt64 = 0
    /// Spawns whose site was not recorded because the table of sites is full.
    public var unrecordedSites: UInt64 = 0
    /// How often somebody else replaced or removed the hook.
    public var hookLost: UInt64 = 0

    package init() {}
  }

  /// Since observation first began in this process.
  public var sinceStart = Counts()
  /// Since the last reset, or since the start if there was none.
  public var sinceReset = Counts()
  /// Tasks live now.
  public var live: UInt64 = 0
  /// Of those: running, ready and suspended now.
  public var running: UInt64 = 0
  /// See ``running``.
  public var ready: UInt64 = 0
  /// See ``running``.
  public var suspended: UInt64 = 0
  /// The most tasks that were live at once since the last reset; sampled once a second and at each look.
  public var peakLive: UInt64 = 0
  /// Spawn sites, the one with most live tasks first; at most 4,096.
  public var sites: [Site] = []
  /// What is on and what is off, and why.
  public var features: [Feature] = []
  /// The monitor's own cost.
  public var overhead = Overhead()

  package init() {}
}
