// A command that a program brings, as it describes it; it must not know how lines are parsed or answers sent.

/// A command of a program's own, which the console then has like those of the monitor.
///
/// It is found by its verb, an alias or the beginning of its verb, stands in `help` under "Program", is completed by Tab, and a
/// mistake in its options or operands gets the usual error line without the program being asked. Every one takes `--json`.
///
/// ```swift
/// try monitor.register(
///   ConsoleCommand(
///     "orders", summary: "open orders, oldest first",
///     options: [.init("--limit", short: "-n", value: "N", summary: "at most N rows (default 20)")]
///   ) { invocation in
///     let orders = await shop.openOrders(limit: try invocation.count("--limit") ?? 20)
///     return .rows(["id", "customer", "age_ns"], orders.map { [$0.id, $0.customer, $0.age] })
///   })
/// ```
///
/// A value; it can be made and registered anywhere.
public struct ConsoleCommand: Sendable {
  /// What runs when somebody types the command.
  ///
  /// It runs as a task of its own on the program's pool, named after the verb, and is cancelled when its time is up
  /// (``Monitor/Configuration/commandTimeLimit``) or its reader leaves. What it throws becomes one error line.
  public typealias Handler = @Sendable (Invocation) async throws -> Output

  /// The word one types: small letters, digits and `-`, beginning with a letter, 32 at most.
  public var verb: String
  /// Other words for the same, of the same form; 8 at most.
  public var aliases: [String]
  /// What it answers, in a line of at most 200 bytes.
  public var summary: String
  /// What it takes beside options.
  public var operands: Operands
  /// Its options, in the order help prints them; 16 at most, beside `--json` and `--help`, which every command has.
  public var options: [Option]
  /// What it costs the program, in a line of at most 200 bytes.
  public var cost: String
  /// Lines worth trying, each of at most 200 bytes; 8 at most.
  public var examples: [String]
  /// What runs when somebody types it.
  public var handler: Handler

  /// Describes a command; whether the console can take it is checked by ``Monitor/register(_:)``.
  ///
  /// - Parameters:
  ///   - verb: the word one types.
  ///   - aliases: other words for the same.
  ///   - summary: what it answers, in a line.
  ///   - operands: what it takes beside options; nothing unless given.
  ///   - options: its options.
  ///   - cost: what it costs the program, in a line.
  ///   - examples: lines worth trying.
  ///   - handler: what runs when somebody types it. Several calls may run at once.
  public init(
    _ verb: String, aliases: [String] = [], summary: String, operands: Operands = .none,
    options: [Option] = [], cost: String = "what the program's own code costs", examples: [String] = [],
    handler: @escaping Handler
  ) {
    self.verb = verb
    self.aliases = aliases
    self.summary = summary
    self.operands = operands
    self.options = options
    self.cost = cost
    self.examples = examples
    self.handler = handler
  }
}
