// What checks are told of a program, as plain values; times are nanoseconds. Made by FactsReader, or by a test.

struct Facts {
  /// Why nothing is observed; nil if it is.
  var off: String?
  /// Processors that the program may use: as many threads of one priority does the pool have at most.
  var processors = 1
  /// How long the pool's probe has been out; nil if it is not.
  var probeWaiting: UInt64?
  /// The priority that the probe has.
  var probePriority: UInt8 = 21
  /// What threads run of which the beginning was seen.
  var runs: [Run] = []
  var ready = Ready()
  var cancelled = Cancelled()
  var growth = Growth()
  var aged = Aged()
  var waits = WaitGraph()
  /// Waits for tasks that are not in `waits`, because there are too many.
  var droppedWaits = 0
  /// Tasks that findings may name.
  var tasks: [UInt64: TaskInfo] = [:]

  struct Run {
    var task: TaskInfo
    var threadID: Int32
    var nanoseconds: UInt64
  }

  /// Tasks that have been ready for longer than ``TaskStarvedCheck/threshold``.
  struct Ready {
    var count = 0
    /// The longest of them, as far as they were still there.
    var longest: [TaskInfo] = []
    /// How long there have been such tasks, at each look since then; nil if there are none.
    var lasting: UInt64?
  }

  /// Live tasks that are marked cancelled.
  struct Cancelled {
    struct Mark {
      var task: UInt64
      /// Since the console asked, or since the mark was first seen, whichever is longer ago.
      var known: UInt64
    }
    var marks: [Mark] = []
  }

  /// Live tasks by spawn site, at several looks.
  struct Growth {
    struct Look: Equatable {
      var at: UInt64
      var live: UInt64
      /// Since observation began.
      var spawned: UInt64
    }
    struct Site {
      var location: CodeLocation?
      /// Oldest first.
      var looks: [Look]
      /// Some of its tasks, oldest first.
      var oldest: [TaskInfo] = []
    }
    /// Looks taken, up to as many as are needed.
    var taken = 0
    /// Until the next one.
    var next: UInt64 = 0
    /// Sites that have grown at all.
    var sites: [Site] = []
  }

  /// Tasks that are older than those of their spawn site that have ended.
  struct Aged {
    struct Task {
      var task: TaskInfo
      /// Whether it waits for the next element of a stream: that is being idle, not being stuck.
      var isIdleStream = false
      /// How long it is known not to have run.
      var resting: UInt64
      /// Tasks of its spawn site that have ended.
      var ended: UInt64
      /// Each of these lived for less.
      var lifetime: UInt64
    }
    /// Looks taken, up to as many as are needed to know of lifetimes.
    var taken = 0
    var next: UInt64 = 0
    var tasks: [Task] = []
  }
}
