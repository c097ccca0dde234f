// Columns of text, the first to the left and the others to the right.
import Glibc

struct TextTable {
  let widths: [Int]

  /// Prints the heading.
  init(_ title: String, _ columns: [(name: String, width: Int)]) {
    widths = columns.map(\.width)
    print("\n\(title)\n")
    row(columns.map(\.name))
  }

  func row(_ cells: [String]) {
    let padded = zip(cells, widths).enumerated().map { index, cell in
      Self.pad(cell.0, to: cell.1, leading: index > 0)
    }
    print(padded.joined(separator: "  "))
    // Shown at once, also through a pipe: the next row may take long.
    fflush(nil)
  }

  static func pad(_ text: String, to width: Int, leading: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return leading ? blanks + text : text + blanks
  }
}
