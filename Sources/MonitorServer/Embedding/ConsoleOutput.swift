// What a program's command answers, as values; it must not know how it is laid out.

extension ConsoleCommand {
  /// The answer of a command.
  ///
  /// Escaping, units, columns and JSON are the console's business. At most 16 MiB are shown; where that leaves something out, an
  /// error line says so.
  public struct Output: Sendable {
    enum Content: Sendable {
      case text(String)
      case rows([String], [[ConsoleValue]])
    }

    let content: Content

    /// Lines of text; with `--json` an object `{"text": …}` each.
    ///
    /// - Parameter text: lines that end in "\n"; the last may go without. Whatever a terminal would obey is escaped, tabs too.
    public static func text(_ text: String) -> Output { Output(content: .text(text)) }

    /// A table; with `--json` an object a row.
    ///
    /// A name is the field's in JSON; the column's title is made of it: `queue_depth` becomes `QUEUE DEPTH`, and a time, which
    /// is in nanoseconds in JSON, `age_ns`, becomes `AGE`.
    ///
    /// - Parameters:
    ///   - columns: the names, each once; at most 32 of at most 64 bytes.
    ///   - rows: the values of each row, one for each column. They are converted here, on the caller's thread.
    public static func rows(_ columns: [String], _ rows: [[any ConsoleValueConvertible]]) -> Output {
      Output(content: .rows(columns, rows.map { row in row.map(\.consoleValue) }))
    }
  }
}
