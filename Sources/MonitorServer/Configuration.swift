// Where the monitor listens and every limit it keeps, each with its reason; it must not know how a limit is enforced.
import TaskRegistry

extension Monitor {
  /// Where it listens, and every limit.
  ///
  /// A limit protects the host: whatever clients do, the monitor's memory and threads stay within what these say.
  public struct Configuration: Sendable {
    /// The address to listen on: an IPv4 or IPv6 literal, or "localhost".
    ///
    /// There is no authentication, so the default is loopback only. Other names are refused, as asking a name server
    /// could block the program's start.
    public var host = "127.0.0.1"
    /// The TCP port; 0 takes any free one, which ``Monitor/port`` then tells.
    public var port: UInt16 = 50101
    /// Where to listen on a Unix-domain socket as well; `nil` for nowhere.
    ///
    /// Made with mode 0600, so that only this user and root can connect. A socket left behind by a program that has
    /// ended is replaced, one that somebody listens on is not.
    public var socketPath: String?

    /// How many clients are served at once; at least 1.
    ///
    /// One more gets an error line and is closed. A person needs one, a team and its scripts some; each may cost a
    /// thread while its command blocks, and some 400 KiB while it reads slowly.
    public var maximumConnections = 64
    /// The longest line, in bytes without its end; at least 64.
    ///
    /// A longer one is thrown away up to its end and answered with one error line. Commands have some dozens of bytes;
    /// the default leaves room for a hundred ids.
    public var maximumLineBytes = 8_192
    /// How many lines may wait behind the one that runs; at least 1.
    ///
    /// Then no more is read from that client until one is done, so nothing is lost; enough for a pasted page.
    public var maximumQueuedLines = 64
    /// How many bytes of output may wait for a client to take them; at least 4,096.
    ///
    /// A reply is asked for its next piece only when less than a quarter waits, so a slow reader costs no more than
    /// this and one piece.
    public var maximumQueuedOutputBytes = 262_144
    /// After how long without a word, while nothing runs, a connection is closed with a line that says so.
    ///
    /// Generous, as people leave a session open while they read code; yet forgotten ones must free their place.
    public var idleTimeLimit = Duration.seconds(3_600)
    /// After how long without taking a byte of the output that waits a client is given up.
    ///
    /// Longer than a paused network or a scrolled-back terminal, shorter than a person waits for the place.
    public var stallTimeLimit = Duration.seconds(30)
    /// How long a client has for speaking first, which makes it a script: no greeting, no prompt.
    ///
    /// A script's first line comes with its connection, within a round trip; a person does not type, nor notice the
    /// wait, within the default.
    public var greetingDelay = Duration.milliseconds(200)

    /// How long a command of the program's own, or an exposed value, is waited for; more than zero.
    ///
    /// Then its task is cancelled and an error line says so. Long enough for a question to a database, short enough for
    /// a person to wait.
    public var commandTimeLimit = Duration.nanoseconds(ProgramCalls.usualTimeLimit)

    /// From how long on a stay of a task on a thread is a slow one, which `slow` lists; at least 1 ms.
    ///
    /// Holds for the whole process, and can be changed from the console. A pool has a few threads: what keeps one for
    /// several frames of a screen is felt by everybody behind it.
    public var slowRunThreshold = Duration.milliseconds(100)
    /// Is told of each slow run twice: when it is first seen to go on, and when it has ended; of one that has ended by then,
    /// once.
    ///
    /// Called on the monitor's own thread, never on the program's. It should return soon: the next one is told after it.
    public var onSlowRun: (@Sendable (SlowRun) -> Void)?
    /// How many finished tasks are kept for `ps-terminated`; from 16 to 65,536.
    ///
    /// One half is for tasks that threw or were cancelled. Each thread that tasks end on may keep as many, at 256 bytes:
    /// the default costs a service on four threads about a megabyte when it is full.
    public var maximumFinishedTasks = 1_000

    /// The defaults.
    public init() {}
  }
}

extension Monitor.Configuration {
  /// What in it cannot be kept, and what could.
  var fault: String? {
    let minima = [
      ("maximumConnections", maximumConnections, 1),
      ("maximumLineBytes", maximumLineBytes, 64),
      ("maximumQueuedLines", maximumQueuedLines, 1),
      ("maximumQueuedOutputBytes", maximumQueuedOutputBytes, 4_096),
      ("maximumFinishedTasks", maximumFinishedTasks, Registry.finishedLimits.lowerBound),
    ]
    for (name, value, minimum) in minima where value < minimum {
      return "Configuration.\(name) is \(value); set it to \(minimum) or more"
    }
    let most = Registry.finishedLimits.upperBound
    if maximumFinishedTasks > most {
      return "Configuration.maximumFinishedTasks is \(maximumFinishedTasks); set it to \(most) or less"
    }
    let spans = [
      ("idleTimeLimit", idleTimeLimit), ("stallTimeLimit", stallTimeLimit), ("greetingDelay", greetingDelay),
    ]
    for (name, value) in spans where value < .zero {
      return "Configuration.\(name) is negative; set it to zero or more"
    }
    guard commandTimeLimit > .zero else {
      return "Configuration.commandTimeLimit is \(commandTimeLimit); set it to more than zero"
    }
    guard slowRunThreshold >= .milliseconds(1) else {
      return "Configuration.slowRunThreshold is \(slowRunThreshold); set it to a millisecond or more"
    }
    return nil
  }
}
