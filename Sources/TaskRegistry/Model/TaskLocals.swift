/// The task-local values of one task at the moment it is looked at.
public struct TaskLocals: Sendable, Equatable {
  /// One value.
  public struct Value: Sendable, Equatable {
    /// The name its key was declared with, such as `Trace.id`; `nil` where no variable of the program holds the key.
    public var key: String?
    /// The type of the value, without module and type arguments; `nil` for a type without a name.
    public var type: String?
    /// The value in words: numbers, flags and strings, and enums and structs of these, with `-` for what is not known;
    /// `nil` where nothing is.
    ///
    /// No code of the program is run for it. Of a string at most 100 bytes.
    public var value: String?

    package init(key: String?, type: String?, value: String?) {
      self.key = key
      self.type = type
      self.value = value
    }
  }

  /// The values the task sees, the innermost binding first; each key once.
  public var values: [Value]
  /// Why values are missing, in words; `nil` where all are there.
  public var missing: String?

  package init(values: [Value], missing: String?) {
    self.values = values
    self.missing = missing
  }
}
