// A terminal as far as pictures use one: whatever else is sent to it, it does not understand.
import Testing

@testable import MonitorServer

/// What is to be seen after bytes of a painter.
///
/// Strict where terminals differ: behind the last column and behind characters whose width they do not agree on, text may
/// only come after a move to a place.
struct PaintedScreen {
  private(set) var rows: [[Cell]]
  private(set) var isAlternate = false
  private(set) var showsCursor = true
  private(set) var wraps = true
  /// What a terminal would not have understood, or not all alike.
  private(set) var doubts: [String] = []

  private let size: TerminalSize
  private var place: (row: Int, column: Int)?
  private var look = Look.plain

  init(size: TerminalSize) {
    self.size = size
    rows = Array(repeating: Array(repeating: .blank, count: size.columns), count: size.rows)
  }

  mutating func receive(_ bytes: [UInt8]) {
    var rest = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\u{1B}" else {
        put(scalar)
        continue
      }
      guard rest.popFirst() == "[" else {
        doubts.append("an escape that is no CSI")
        continue
      }
      let end = rest.firstIndex { ("@"..."~").contains($0) } ?? rest.endIndex
      obey(String(String.UnicodeScalarView(rest[..<end])), end < rest.endIndex ? rest[end] : "?")
      rest = rest[end...].dropFirst()
    }
  }

  private mutating func obey(_ parameters: String, _ final: Unicode.Scalar) {
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    let first = numbers.first ?? nil
    switch (final, parameters) {
    case ("h", "?1049"), ("l", "?1049"): isAlternate = final == "h"
    case ("h", "?25"), ("l", "?25"): showsCursor = final == "h"
    case ("h", "?7"), ("l", "?7"): wraps = final == "h"
    case ("m", _): for number in numbers { look.apply(number ?? 0) }
    case ("H", _):
      let row = (first ?? 1) - 1
      let column = (numbers.count > 1 ? numbers[1] ?? 1 : 1) - 1
      if row >= size.rows || column >= size.columns { doubts.append("a place outside of the screen") }
      place = (min(row, size.rows - 1), min(column, size.columns - 1))
    case ("C", _):
      guard let old = place, old.column + (first ?? 1) < size.columns else {
        return doubts.append("a move from an unknown place, or over the edge")
      }
      place = (old.row, old.column + (first ?? 1))
    case ("K", ""):
      guard let place else { return doubts.append("an erasure at an unknown place") }
      if look != .plain { doubts.append("an erasure in a look") }
      for column in place.column..<size.columns { clear(place.row, column) }
    default: doubts.append("CSI \(parameters)\(final)")
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let columns = TextWidth.columns(of: scalar)
    if columns == 0 {
      guard let last = lastPut else { return doubts.append("a mark upon nothing") }
      rows[last.row][last.column].mark = scalar
      place = nil
      return
    }
    guard scalar.value >= 0x20, scalar.value != 0x7F else { return doubts.append("a control character") }
    guard let at = place, at.column + columns <= size.columns else {
      return doubts.append("text at an unknown place, or over the edge")
    }
    for column in at.column..<at.column + columns { clear(at.row, column) }
    rows[at.row][at.column] = Cell(character: scalar, look: look, columns: UInt8(columns))
    if columns == 2 { rows[at.row][at.column + 1] = .rightHalf(look: look) }
    lastPut = at
    place = columns == 1 && at.column + 1 < size.columns ? (at.row, at.column + 1) : nil
  }

  private var lastPut: (row: Int, column: Int)?

  /// Half of a wide character does not stay.
  private mutating func clear(_ row: Int, _ column: Int) {
    if rows[row][column].columns == 0, column > 0 { rows[row][column - 1] = .blank }
    if rows[row][column].columns == 2, column + 1 < size.columns { rows[row][column + 1] = .blank }
    rows[row][column] = .blank
  }

  /// Without styles.
  var lines: [String] {
    rows.map { row in
      var text = String.UnicodeScalarView()
      for cell in row where cell.columns > 0 {
        text.append(cell.character)
        if let mark = cell.mark { text.append(mark) }
      }
      while text.last == " " { text.removeLast() }
      return String(text)
    }
  }

  /// Whether a picture is what is to be seen.
  func shows(_ picture: Picture) -> Bool {
    picture.size == size
      && zip(rows, picture.rows).allSatisfy { row, wanted in
        row == wanted + Array(repeating: .blank, count: size.columns - wanted.count)
      }
  }
}
