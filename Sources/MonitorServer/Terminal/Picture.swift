// What is to be seen on a terminal, as values; it must not know what is there already.

/// The rows of a screen, each cut to its width.
struct Picture: Equatable, Sendable {
  let size: TerminalSize
  /// As many as the screen has, from top to bottom, without the blanks at their ends.
  private(set) var rows: [[Cell]]

  /// Lines ending in "\n", as ``TextBuffer`` makes them; what is too much for the screen is left out.
  init(_ text: some Sequence<UInt8>, size: TerminalSize) {
    self.size = size
    var reader = CellReader(size: size)
    var parser = Unicode.UTF8.ForwardParser()
    var bytes = text.makeIterator()
    reading: while !reader.isFull {
      switch parser.parseScalar(from: &bytes) {
      case .valid(let encoded): reader.take(Unicode.UTF8.decode(encoded))
      case .error: reader.take("\u{FFFD}")
      case .emptyInput: break reading
      }
    }
    rows = reader.finish()
    while rows.count < size.rows { rows.append([]) }
    for index in rows.indices { trim(index) }
  }

  /// Reverses one row over the whole width of the screen.
  mutating func select(row index: Int) {
    guard rows.indices.contains(index) else { return }
    while rows[index].count < size.columns { rows[index].append(.blank) }
    for column in rows[index].indices { rows[index][column].look = rows[index][column].look.reversed }
  }

  private mutating func trim(_ index: Int) {
    while rows[index].last == .blank { rows[index].removeLast() }
  }
}

/// Text on its way into cells.
private struct CellReader {
  /// What of an escape sequence has been read.
  private enum Escape {
    case none
    case begun
    case numbers([Int])
  }

  let size: TerminalSize
  private var rows: [[Cell]] = []
  private var row: [Cell] = []
  private var look = Look.plain
  private var escape = Escape.none
  private(set) var isFull = false

  init(size: TerminalSize) {
    self.size = size
    row.reserveCapacity(size.columns)
    rows.reserveCapacity(size.rows)
  }

  mutating func take(_ scalar: Unicode.Scalar) {
    switch escape {
    case .none: takeText(scalar)
    case .begun: escape = scalar == "[" ? .numbers([0]) : .none
    case .numbers(let numbers): takeNumber(scalar, numbers)
    }
  }

  private mutating func takeText(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x0A: endRow()
    case 0x1B: escape = .begun
    // A terminal would obey them, and text that has been escaped has none.
    case ..<0x20, 0x7F..<0xA0: return
    default: append(scalar)
    }
  }

  /// Of escape sequences there are those that change the look; others are left out.
  private mutating func takeNumber(_ scalar: Unicode.Scalar, _ numbers: [Int]) {
    var numbers = numbers
    let last = numbers.count - 1
    switch scalar {
    case "0"..."9":
      numbers[last] = min(numbers[last] * 10 + Int(scalar.value - 48), 1_000)
      escape = .numbers(numbers)
    case ";":
      escape = .numbers(numbers + [0])
    default:
      if scalar == "m" { for number in numbers { look.apply(number) } }
      escape = .none
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    let columns = TextWidth.columns(of: scalar)
    if columns == 0 {
      let base = row.lastIndex { $0.columns > 0 }
      if let base, row.count <= size.columns, row[base].mark == nil { row[base].mark = scalar }
      return
    }
    guard row.count + columns <= size.columns else {
      // A wide character that does not fit leaves a blank, and nothing comes after it.
      if row.count < size.columns { row.append(Cell(character: " ", look: look)) }
      return
    }
    row.append(Cell(character: scalar, look: look, columns: UInt8(columns)))
    if columns == 2 { row.append(.rightHalf(look: look)) }
  }

  private mutating func endRow() {
    rows.append(row)
    row.removeAll(keepingCapacity: true)
    isFull = rows.count == size.rows
  }

  /// The rows so far, with the one that has not ended.
  mutating func finish() -> [[Cell]] {
    if !isFull, !row.isEmpty { endRow() }
    return rows
  }
}
