// The error a finished task threw, in words, from its type and the bytes that were copied of its value. The value itself is
// gone by then: what it had on the heap is not looked for.

struct ErrorReader {
  private var values: ValueReader

  /// Bytes of an error that are shown.
  private static let limit = 200

  init(isCode: @escaping (UInt) -> Bool) { values = ValueReader(readsHeap: false, isCode: isCode) }

  /// `Problem.notFound`, `Problem.status(404)`, `Failure(code: 7, reason: -)`, `Broken`; nil where there was no error or
  /// its type has no name.
  mutating func text(of record: FinishedRecord) -> String? {
    guard record.errorType != 0, let type = values.facts(record.errorType) else { return nil }
    var value: String?
    if type.kind == .enumeration || type.kind == .structure {
      // Of a value that was cut, what is there.
      value = values.text(record.errorType, record.payload[...])
    }
    // A struct without fields is said by its name.
    let text = type.name + (value == "()" ? "" : value ?? "")
    guard text.utf8.count > Self.limit else { return text }
    return SafeMemory.text(Array(text.utf8.prefix(Self.limit))) + "…"
  }
}
