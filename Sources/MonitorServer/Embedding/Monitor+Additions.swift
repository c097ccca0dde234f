// How a program adds to its console; it must not know how the console finds what was added.

extension Monitor {
  /// Adds a command to the console, for clients that are connected too.
  ///
  /// It is there until ``unregister(_:)`` or ``stop()``. A beginning that named one verb only may be ambiguous from now on. May be
  /// called from any thread or task; costs some microseconds and runs nothing of the command.
  ///
  /// - Parameter command: what it is called, takes and does.
  /// - Throws: a ``MonitorError``: the console has the verb or an alias already, a word or text has not the form that
  ///   ``ConsoleCommand`` asks for, 64 are registered, or the monitor was stopped. Nothing was changed then.
  public func register(_ command: ConsoleCommand) throws(MonitorError) {
    try console.questions.additions.register(command, beside: console.standard)
  }

  /// Takes a registered command away; calls that are under way go on and are answered.
  ///
  /// - Parameter verb: the whole verb, no alias.
  /// - Returns: whether there was such a command.
  @discardableResult
  public func unregister(_ verb: String) -> Bool { console.questions.additions.unregister(verb) }

  /// Exposes a value, which the command `vars` shows.
  ///
  /// It is asked for when somebody looks, as a task of its own on the program's pool, never twice at once: whoever asks
  /// meanwhile gets the same answer. All values are asked at the same time. One that throws, or has not answered within
  /// ``Configuration/commandTimeLimit``, is shown as `-` with the reason. May be called from any thread or task; costs some
  /// microseconds.
  ///
  /// - Parameters:
  ///   - name: 1 to 64 bytes without control characters; not one that is exposed already.
  ///   - unit: what is counted, for people; at most 16 bytes. A `Duration` needs none.
  ///   - value: reads the value.
  /// - Throws: a ``MonitorError``: the name is taken or has not that form, 256 values are exposed, or the monitor was stopped.
  ///   Nothing was changed then.
  public func expose<Value: ConsoleValueConvertible>(
    _ name: String, unit: String? = nil, _ value: @escaping @Sendable () async throws -> Value
  ) throws(MonitorError) {
    try console.questions.additions.expose(ExposedValue(name, unit: unit) { try await value().consoleValue })
  }

  /// Takes an exposed value away.
  ///
  /// - Parameter name: the name it was exposed by.
  /// - Returns: whether there was such a value.
  @discardableResult
  public func unexpose(_ name: String) -> Bool { console.questions.additions.unexpose(name) }
}
