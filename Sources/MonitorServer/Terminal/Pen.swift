// Writes cells to places of a screen, with the shortest moves between them; it must not know why they are to change.

/// A terminal's cursor and look, and what has been sent to it.
struct Pen {
  /// Where the next character would come; `nil` where terminals differ.
  private var place: (row: Int, column: Int)?
  private var look = Look.plain
  private var buffer = ByteBuffer()
  private let columns: Int

  /// Blanks cost less than an erasure up to so many.
  private static let mostBlanks = 2

  /// A pen for a screen so wide, whose place is not known.
  init(columns: Int) { self.columns = columns }

  /// What is to be sent.
  var bytes: ArraySlice<UInt8> { buffer.bytes }

  /// Draws a whole row, whatever stood there.
  mutating func draw(_ row: Int, _ cells: [Cell]) {
    for column in cells.indices { put(cells[column], row, column) }
    guard cells.count < columns else { return }
    move(row, cells.count)
    erase()
  }

  /// Draws what is different in a row.
  mutating func change(_ row: Int, from old: [Cell], to new: [Cell]) {
    guard old != new else { return }
    for column in new.indices where new[column] != (column < old.count ? old[column] : .blank) {
      goOn(row, column, over: new)
      put(new[column], row, column)
    }
    guard old.count > new.count else { return }
    if old.count - new.count <= Self.mostBlanks {
      for column in new.count..<old.count { put(.blank, row, column) }
    } else {
      move(row, new.count)
      erase()
    }
  }

  /// Leaves the look as it is found by the next pen.
  mutating func rest() { take(.plain) }

  /// Sends something that is no cell.
  mutating func write(_ words: StaticString) { buffer.append(words) }

  /// Writes what stands between anew where that takes no more than a move does.
  private mutating func goOn(_ row: Int, _ column: Int, over cells: [Cell]) {
    guard let place, place.row == row, place.column < column else { return }
    let between = place.column..<column
    // The escape, a bracket, one digit and the letter.
    guard between.count <= 4 else { return }
    var bytes = 0
    for index in between {
      guard cells[index].isNarrow, cells[index].look == look else { return }
      bytes += UTF8.width(cells[index].character)
    }
    guard bytes <= 4 else { return }
    for index in between { put(cells[index], row, index) }
  }

  private mutating func put(_ cell: Cell, _ row: Int, _ column: Int) {
    guard cell.columns > 0 else { return }
    move(row, column)
    take(cell.look)
    append(cell.character)
    if let mark = cell.mark { append(mark) }
    // Terminals do not agree on how wide some characters are, nor on where the cursor is behind the last column.
    let next = column + 1
    place = cell.isNarrow && next < columns ? (row, next) : nil
  }

  private mutating func move(_ row: Int, _ column: Int) {
    if let place, place == (row, column) { return }
    buffer.append("\u{1B}[")
    if let place, place.row == row, place.column < column {
      if column - place.column > 1 { buffer.append(decimal: UInt64(column - place.column)) }
      buffer.append("C")
    } else {
      if row > 0 || column > 0 { buffer.append(decimal: UInt64(row + 1)) }
      if column > 0 {
        buffer.append(";")
        buffer.append(decimal: UInt64(column + 1))
      }
      buffer.append("H")
    }
    place = (row, column)
  }

  /// Erases from the cursor to the end of its row.
  private mutating func erase() {
    take(.plain)
    buffer.append("\u{1B}[K")
  }

  private mutating func take(_ wanted: Look) {
    guard wanted != look else { return }
    buffer.append("\u{1B}[")
    var needsSeparator = look != .plain && wanted != .plain
    if needsSeparator { buffer.append("0") }
    for number in wanted.numbers {
      if needsSeparator { buffer.append(";") }
      buffer.append(decimal: UInt64(number))
      needsSeparator = true
    }
    buffer.append("m")
    look = wanted
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { buffer.append(byte) }
  }
}
